import { isEnded, type JobEvent } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { JobKind } from '../db/tables.ts';
import { finalStep } from '../jobs/progress.ts';
import { releaseRun } from '../jobs/release-run.ts';
import { transitionJob } from '../jobs/transition.ts';
import type { RunRow } from './authenticate-run.ts';
import { wordsForCaptioning } from './record-ending.ts';

const eventOf: Readonly<Record<NonNullable<RunRow['outcome']>, JobEvent>> = {
  finished: 'run-finished',
  failed: 'run-failed',
  canceled: 'run-canceled',
  lost: 'run-lost',
};

/**
 * Ends a run whose outcome is known and of which no process is left: moves its job, and gives back what the
 * run held. In one transaction of the caller; a run that is closed already stays as it is.
 */
export async function closeRun(transaction: Query, runId: string, at: number): Promise<void> {
  const run = await transaction
    .updateTable('runs')
    .set({ state: 'ended', phase: null })
    .where('id', '=', runId)
    .where('state', '<>', 'ended')
    .where('outcome', 'is not', null)
    .returningAll()
    .executeTakeFirst();
  if (run === undefined || run.outcome === null) return;
  await releaseRun(transaction, runId, at);
  await moveJob(transaction, run, run.outcome, at);
}

async function moveJob(
  transaction: Query,
  run: RunRow,
  outcome: NonNullable<RunRow['outcome']>,
  at: number,
): Promise<void> {
  const job = await transaction
    .selectFrom('jobs')
    .select(['kind', 'status', 'run_id', 'current_step', 'total_steps', 'started_at'])
    .where('id', '=', run.job_id)
    .executeTakeFirstOrThrow();
  // A job that was cancelled before its run had begun has ended already.
  if (job.run_id !== run.id || isEnded(job.status)) return;
  const error = errorOf(run, outcome, job.kind);
  const step = Math.max(job.current_step, run.current_step);
  let from = job.status;
  if (from === 'IN_QUEUE' && outcome === 'finished') {
    // The trainer was done before its start could be reported.
    const started = await transitionJob(transaction, {
      jobId: run.job_id,
      runId: run.id,
      from,
      event: 'run-started',
      at,
      set: { started_at: job.started_at ?? at },
    });
    from = started ?? from;
  }
  await transitionJob(transaction, {
    jobId: run.job_id,
    runId: run.id,
    from,
    event: eventOf[outcome],
    at,
    reason: run.reason,
    set: {
      current_step: finalStep(outcome === 'finished', step, job.total_steps),
      error_code: error?.code ?? null,
      error_message: error?.message ?? null,
      error_reason: error === null ? null : run.reason,
    },
  });
}

function errorOf(run: RunRow, outcome: string, kind: JobKind): { code: string; message: string } | null {
  if (outcome !== 'failed' && outcome !== 'lost') return null;
  const isCaptioning = kind === 'captioning';
  const failed = isCaptioning ? 'CAPTIONING_ERROR' : 'TRAINING_ERROR';
  const message = run.message ?? '';
  return {
    code: outcome === 'failed' ? failed : (run.reason ?? 'RUN_LOST'),
    message: isCaptioning ? wordsForCaptioning(message) : message,
  };
}
