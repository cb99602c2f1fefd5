import { ApiError, HttpError } from '@trainyard/core';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import { neverResumedByServer } from './cancel-job.ts';
import type { AcceptedConfig } from './check-config.ts';
import { type ChosenCheckpoint, chooseCheckpoint } from './choose-checkpoint.ts';
import { createRun, newRunId } from './create-run.ts';
import { findJob } from './find-job.ts';
import { inContractOrder, refuseErrors } from './finding-order.ts';
import { recordJobEvent } from './job-event.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { jobStatus } from './job-status.ts';
import type { Job } from './present-job.ts';
import { checkGpuFields, type GpuChoice, type GpuFields, show } from './request-fields.ts';
import { conflictFindings, conflictMessage, lostSteps, resumeConflicts } from './resume-outlook.ts';
import { isStillThere } from './resume-source.ts';
import { transitionJob } from './transition.ts';

/** How long a resume waits for the processes of the run before to be gone. */
const closingWaitMs = 10_000;
const lookAgainMs = 100;

/** What a resume may say. */
export interface ResumeBody extends Pick<GpuFields, 'gpu_type' | 'gpu_count'> {
  readonly from_step?: unknown;
}

/**
 * Puts a `STOPPED` or `CANCELED` job (else 42267) into the queue again under the same id, after checking its
 * config and datasets as they are now. It goes on from the highest-step checkpoint that is whole, or from that of
 * `from_step` (else 422; 0 begins anew); a config that does not fit the checkpoint is refused with 42299. Of
 * resumes that arrive together exactly one makes a run; the others get 42267.
 */
export async function resumeJob(
  options: JobOptions,
  accountId: string,
  jobId: string,
  body: ResumeBody,
  by: 'account' | 'server' = 'account',
): Promise<Job> {
  const fromStep = readFromStep(body.from_step);
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
  const checkpoint = await chooseCheckpoint(
    { ...options, damageOf: options.artifacts.look },
    job.id,
    fromStep,
  );
  await refuseConflicts(options, job, checkpoint);
  try {
    await inTransaction(options.db, (transaction) =>
      queueNextRun(options, transaction, accountId, job, { gpu: gpu.choice, config, checkpoint, by }),
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

/** The step that a resume names; null where it names none. */
function readFromStep(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new HttpError(400, `from_step is ${show(value)}; it must be a whole number from 0 on.`);
}

async function refuseConflicts(options: JobOptions, job: JobRow, { point }: ChosenCheckpoint): Promise<void> {
  const conflicts = await resumeConflicts(options.db.query, job, point);
  if (conflicts.length === 0) return;
  throw new ApiError(42299, conflictMessage(conflicts, point?.step ?? 0), {
    findings: conflictFindings(conflicts, 'error'),
  });
}

async function closedJob(options: JobOptions, accountId: string, jobId: string): Promise<JobRow> {
  // Not by the clock of the rows, which may be set while this waits.
  const deadline = performance.now() + closingWaitMs;
  for (;;) {
    const job = await findJob(options.db.query, accountId, jobId);
    if (job.status !== 'STOPPED' && job.status !== 'CANCELED') throw notResumable(job.status);
    if (job.run_state === 'ended') return job;
    if (performance.now() > deadline) {
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
  next: {
    gpu: GpuChoice;
    config: AcceptedConfig;
    checkpoint: ChosenCheckpoint;
    by: 'account' | 'server';
  },
): Promise<void> {
  const { gpu, config, checkpoint } = next;
  const at = options.clock.now();
  const runId = newRunId();
  const step = checkpoint.point?.step ?? null;
  const lost = lostSteps(seen, step ?? 0);
  const fence = seen.fence + 1;
  if (next.by === 'server') await refuseIfCanceled(options, transaction, seen);
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
      auto_resumes: next.by === 'server' ? seen.auto_resumes + 1 : 0,
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
  if (checkpoint.point !== null && !(await isStillThere(transaction, checkpoint.point))) {
    throw new HttpError(409, 'A checkpoint was deleted while the job was being resumed. Resume it again.');
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
    lostSteps: lost,
    resumeNote: checkpoint.note,
    datasets: config.datasets,
    diskBytes: config.diskBytes,
    at,
  });
  await recordJobEvent(transaction, {
    jobId: seen.id,
    runId,
    at,
    type: 'resumed',
    data: { from_step: step ?? 0, lost_steps: lost, note: checkpoint.note, automatic: next.by === 'server' },
  });
}

/** A cancel that came since the server found the job lost counts: its account does not want it resumed. */
async function refuseIfCanceled({ db }: JobOptions, transaction: Query, seen: JobRow): Promise<void> {
  const job = await transaction
    .selectFrom('jobs')
    .select(['status', 'auto_resumes'])
    .where('id', '=', seen.id)
    // SQLite has one writer at a time as it is.
    .$if(db.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  if (job.auto_resumes >= neverResumedByServer) throw notResumable(job.status);
}

function notResumable(status: string, cause?: unknown): ApiError {
  const edit = status === 'FAILED' ? ' Edit it first: that makes it STOPPED, also with the same config.' : '';
  return new ApiError(
    42267,
    `The job is ${status}; only a job that is STOPPED or CANCELED can be resumed.${edit}`,
    { cause },
  );
}
