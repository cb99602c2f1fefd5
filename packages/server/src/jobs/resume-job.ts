import { ApiError, HttpError } from '@trainyard/core';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import type { AcceptedConfig } from './check-config.ts';
import { createRun, newRunId } from './create-run.ts';
import { findJob } from './find-job.ts';
import { inContractOrder, refuseErrors } from './finding-order.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { jobStatus } from './job-status.ts';
import type { Job } from './present-job.ts';
import { checkGpuFields, type GpuChoice, type GpuFields } from './request-fields.ts';
import { resumeStep } from './resume-source.ts';
import { transitionJob } from './transition.ts';

/** How long a resume waits for the processes of the run before to be gone. */
const closingWaitMs = 10_000;
const lookAgainMs = 100;

/**
 * Puts a `STOPPED` or `CANCELED` job (else 42267) into the queue again under the same id, after checking its
 * config and datasets as they are now. It goes on from the highest-step checkpoint. Of resumes that arrive
 * together exactly one makes a run; the others get 42267.
 */
export async function resumeJob(
  options: JobOptions,
  accountId: string,
  jobId: string,
  body: Pick<GpuFields, 'gpu_type' | 'gpu_count'>,
): Promise<Job> {
  const job = await closedJob(options, accountId, jobId);
  const stored = await options.db.query
    .selectFrom('job_configs')
    .select(['yaml', 'hf_token_ciphertext'])
    .where('job_id', '=', job.id)
    .where('version', '=', job.config_version)
    .executeTakeFirstOrThrow();
  const gpu = checkGpuFields(body, {
    offers: await options.gpuOffers(),
    trainer: options.trainer,
    current: { gpuType: job.gpu_type, gpuCount: job.gpu_count, gpuId: job.gpu_id },
  });
  const checked = await options.checkConfig(accountId, stored.yaml, {
    hfTokenStored: stored.hf_token_ciphertext !== null,
  });
  refuseErrors(inContractOrder([...gpu.findings, ...checked.findings]));
  const config = checked.accepted;
  if (config === null) throw new Error('Preflight accepted a config without reading it');
  try {
    await inTransaction(options.db, (transaction) =>
      queueNextRun(options, transaction, accountId, job, { gpu: gpu.choice, config }),
    );
  } catch (error) {
    // Another resume has made the run between this one's look at the job and its own attempt.
    if (isUniqueViolation(error)) throw notResumable('IN_QUEUE', error);
    throw error;
  }
  options.signals.changed(job.id);
  options.notifyDispatcher();
  return jobStatus(options, accountId, job.id);
}

async function closedJob(options: JobOptions, accountId: string, jobId: string): Promise<JobRow> {
  const deadline = options.clock.now() + closingWaitMs;
  for (;;) {
    const job = await findJob(options.db.query, accountId, jobId);
    if (job.status !== 'STOPPED' && job.status !== 'CANCELED') throw notResumable(job.status);
    if (job.run_state === 'ended') return job;
    if (options.clock.now() > deadline) {
      throw new HttpError(409, 'The run before is still being stopped. Resume the job again in a moment.');
    }
    await options.signals.wait(job.id, lookAgainMs);
  }
}

async function queueNextRun(
  options: JobOptions,
  transaction: Query,
  accountId: string,
  seen: JobRow,
  next: { gpu: GpuChoice; config: AcceptedConfig },
): Promise<void> {
  const { gpu, config } = next;
  const at = options.clock.now();
  const runId = newRunId();
  const step = await resumeStep(transaction, seen.id);
  const fence = seen.fence + 1;
  const to = await transitionJob(transaction, {
    jobId: seen.id,
    runId,
    from: seen.status,
    event: 'resume',
    at,
    set: {
      run_id: runId,
      fence,
      gpu_type: gpu.gpuType,
      gpu_count: gpu.gpuCount,
      gpu_id: gpu.gpuId,
      current_step: step ?? 0,
      error_code: null,
      error_message: null,
      error_reason: null,
    },
  });
  if (to === null) throw notResumable((await findJob(transaction, accountId, seen.id)).status);
  const { config_version: version } = await transaction
    .selectFrom('jobs')
    .select('config_version')
    .where('id', '=', seen.id)
    .executeTakeFirstOrThrow();
  if (version !== seen.config_version) {
    throw new HttpError(409, 'The job was edited while it was being resumed. Resume it again.');
  }
  await createRun(transaction, options.db.dialect, runId, {
    jobId: seen.id,
    accountId,
    number: seen.run_number + 1,
    fence,
    configVersion: seen.config_version,
    trainer: options.trainer,
    gpu,
    resumeStep: step,
    datasets: config.datasets,
    at,
  });
}

function notResumable(status: string, cause?: unknown): ApiError {
  return new ApiError(42267, `The job is ${status}; only a job that is STOPPED or CANCELED can be resumed.`, {
    cause,
  });
}
