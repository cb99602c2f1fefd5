import { randomUUID } from 'node:crypto';
import { ApiError } from '@trainyard/core';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import type { AcceptedConfig } from './check-config.ts';
import { checkSubmission, nameConflict, type SubmissionBody } from './check-submission.ts';
import { createRun, newRunId } from './create-run.ts';
import { findJob } from './find-job.ts';
import { refuseErrors } from './finding-order.ts';
import { recordJobEvent } from './job-event.ts';
import { failingAs } from './job-failure.ts';
import type { JobOptions } from './job-options.ts';
import { type Job, presentJob } from './present-job.ts';
import { queuePosition } from './queue-position.ts';
import type { GpuChoice } from './request-fields.ts';

/**
 * Makes a job and puts its first run into the queue, in one transaction. Throws the first error of the
 * findings; 40951 also where two submissions of one name arrive together; 50052 where it cannot be written.
 */
export async function submitJob(options: JobOptions, accountId: string, body: SubmissionBody): Promise<Job> {
  const checked = await checkSubmission(options, accountId, body, { kind: 'submit' });
  refuseErrors(checked.findings);
  const { name, config, gpu } = checked;
  if (name === null || config === null) throw new Error('Preflight accepted a config without reading it');
  const jobId = randomUUID();
  await failingAs(50052, () =>
    inTransaction(options.db, (transaction) =>
      insertJob(options, transaction, { jobId, accountId, name, config, gpu }),
    ),
  );
  options.notifyDispatcher();
  const row = await findJob(options.db.query, accountId, jobId);
  return presentJob(row, await queuePosition(options.db.query, row), options.origin());
}

interface NewJob {
  readonly jobId: string;
  readonly accountId: string;
  readonly name: string;
  readonly config: AcceptedConfig;
  readonly gpu: GpuChoice;
}

async function insertJob(options: JobOptions, transaction: Query, job: NewJob): Promise<void> {
  const { jobId, accountId, name, config, gpu } = job;
  const now = options.clock.now();
  const runId = newRunId();
  try {
    await transaction
      .insertInto('jobs')
      .values({
        id: jobId,
        account_id: accountId,
        name,
        status: 'IN_QUEUE',
        gpu_type: gpu.gpuType,
        gpu_count: gpu.gpuCount,
        gpu_id: gpu.gpuId,
        config_version: 1,
        current_step: 0,
        total_steps: config.totalSteps,
        run_id: runId,
        fence: 1,
        log_bytes: 0,
        created_at: now,
        updated_at: now,
      })
      .execute();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const finding = nameConflict(name);
    throw new ApiError(40951, finding.message, { findings: [finding], cause: error });
  }
  await insertConfig(options, transaction, { jobId, version: 1, config, at: now });
  await createRun(transaction, options.db.dialect, runId, {
    jobId,
    accountId,
    number: 1,
    fence: 1,
    configVersion: 1,
    trainer: options.trainer,
    gpu,
    resumeStep: null,
    lostSteps: null,
    resumeNote: null,
    datasets: config.datasets,
    at: now,
  });
  await recordJobEvent(transaction, {
    jobId,
    runId,
    at: now,
    type: 'submitted',
    data: { name, gpu_type: gpu.gpuType, gpu_count: gpu.gpuCount },
  });
}

/** Adds a version of a job's config; what is secret in it is stored encrypted and apart. */
export async function insertConfig(
  options: Pick<JobOptions, 'box'>,
  transaction: Query,
  entry: { jobId: string; version: number; config: AcceptedConfig; at: number },
): Promise<void> {
  const { config } = entry;
  await transaction
    .insertInto('job_configs')
    .values({
      job_id: entry.jobId,
      version: entry.version,
      yaml: config.yaml,
      resolved: JSON.stringify(config.resolved),
      hf_token_ciphertext: config.hfToken === null ? null : options.box.encrypt(config.hfToken),
      total_steps: config.totalSteps,
      created_at: entry.at,
    })
    .execute();
}
