import { randomUUID } from 'node:crypto';
import { ApiError, HttpError } from '@trainyard/core';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import type { AcceptedConfig } from './check-config.ts';
import { checkSubmission, nameConflict, type SubmissionBody } from './check-submission.ts';
import { createRun, newRunId } from './create-run.ts';
import { refuseErrors } from './finding-order.ts';
import { recordJobEvent } from './job-event.ts';
import { failingAs } from './job-failure.ts';
import type { JobOptions } from './job-options.ts';
import { jobStatus } from './job-status.ts';
import type { Job } from './present-job.ts';
import type { GpuChoice } from './request-fields.ts';

/**
 * Makes a job and puts its first run into the queue, in one transaction. Throws the first error of the
 * findings; 40951 also where two submissions of one name arrive together; 50052 where it cannot be written.
 * `id` is null where any will do; where a job of the account has it already, that one is the answer.
 */
export async function submitJob(
  options: JobOptions,
  accountId: string,
  body: SubmissionBody,
  id: string | null = null,
): Promise<Job> {
  if (id !== null && (await isMade(options.db.query, accountId, id))) {
    options.notifyDispatcher();
    return jobStatus(options, accountId, id);
  }
  const checked = await checkSubmission(options, accountId, body, { kind: 'submit' });
  refuseErrors(checked.findings);
  const { name, config, gpu } = checked;
  if (name === null || config === null) throw new Error('Preflight accepted a config without reading it');
  const jobId = id ?? randomUUID();
  await failingAs(50052, () =>
    inTransaction(options.db, (transaction) =>
      insertJob(options, transaction, { jobId, accountId, name, config, gpu }),
    ),
  );
  options.notifyDispatcher();
  return jobStatus(options, accountId, jobId);
}

/** Whether a former attempt made the job. Throws a 409 where it was deleted since. */
async function isMade(query: Query, accountId: string, id: string): Promise<boolean> {
  const job = await query
    .selectFrom('jobs')
    .select('deleted_at')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (job === undefined || job.deleted_at === null) return job !== undefined;
  throw new HttpError(409, 'The job that this request had made was deleted. Submit it with another key.');
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
    diskBytes: config.diskBytes,
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
