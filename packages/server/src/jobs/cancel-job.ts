import { isEnded } from '@trainyard/core';
import { inTransaction, type Query } from '../db/in-transaction.ts';
import { findJob } from './find-job.ts';
import { recordJobEvent } from './job-event.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { type Job, presentJob } from './present-job.ts';
import { finalStep } from './progress.ts';
import { releaseRun } from './release-run.ts';
import { transitionJob } from './transition.ts';

/** How often the database is asked while waiting: another server process may be the one that ends the run. */
const lookAgainMs = 250;

/** What counts as resumed by the server more often than any setting allows, until its account resumes the job. */
export const neverResumedByServer = 1_000_000_000;

/**
 * Ends a job because its user wants it. One that waits is `CANCELED` at once; the trainer of one that runs is
 * asked to stop, and the answer waits a while for its end. Of a job that has ended no answer changes, but one that
 * was lost is no longer resumed by the server itself.
 */
export async function cancelJob(options: JobOptions, accountId: string, jobId: string): Promise<Job> {
  const row = await endJob(options, (query) => findJob(query, accountId, jobId));
  return presentJob(row, null, options.origin());
}

/** Finds the job that is to be cancelled. Throws where it is not there. */
type Find = (query: Query) => Promise<JobRow>;

/** The same for a job of any kind; returns it as it then is. */
export async function endJob(
  options: Pick<JobOptions, 'db' | 'clock' | 'signals' | 'notifyDispatcher' | 'cancelWaitMs'>,
  find: Find,
): Promise<JobRow> {
  // Not by the clock of the rows, which may be set while this waits.
  const deadline = performance.now() + options.cancelWaitMs;
  let row = await find(options.db.query);
  // Where the server has resumed it at this very moment, what it has made of it is cancelled.
  if (isEnded(row.status) && !(await leaveStopped(options, row))) {
    row = await find(options.db.query);
  }
  if (!isEnded(row.status)) {
    await inTransaction(options.db, (transaction) => requestCancel(options, transaction, find));
    options.signals.changed(row.id);
    options.notifyDispatcher();
    row = await find(options.db.query);
    while (!isEnded(row.status) && performance.now() < deadline) {
      await options.signals.wait(row.id, lookAgainMs);
      row = await find(options.db.query);
    }
  }
  return row;
}

/** Keeps the server from resuming a job whose run was lost; false where the job has moved on. */
async function leaveStopped({ db }: Pick<JobOptions, 'db'>, job: JobRow): Promise<boolean> {
  if (job.status !== 'STOPPED') return true;
  const { numUpdatedRows } = await db.query
    .updateTable('jobs')
    .set({ auto_resumes: neverResumedByServer })
    .where('id', '=', job.id)
    .where('run_id', '=', job.run_id)
    .where('status', '=', 'STOPPED')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function requestCancel(
  options: Pick<JobOptions, 'clock'>,
  transaction: Query,
  find: Find,
): Promise<void> {
  const job = await find(transaction);
  const at = options.clock.now();
  // Each update is tried on the state that the run has when the row is locked, so a claim that happens at the
  // same time ends up in one of them.
  const unclaimed = await transaction
    .updateTable('runs')
    .set({ state: 'ended', outcome: 'canceled', stop_requested_at: at, stop_reason: 'cancel', ended_at: at })
    .where('id', '=', job.run_id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (unclaimed.numUpdatedRows > 0n) {
    await releaseRun(transaction, job.run_id, at);
    await cancelQueued(transaction, job, at);
    return;
  }
  // Claimed, but no trainer runs yet: the dispatcher ends what was started of it.
  const starting = await transaction
    .updateTable('runs')
    .set({ outcome: 'canceled', stop_requested_at: at, stop_reason: 'cancel', ended_at: at })
    .where('id', '=', job.run_id)
    .where('state', '=', 'starting')
    .where('outcome', 'is', null)
    .executeTakeFirst();
  if (starting.numUpdatedRows > 0n) {
    await cancelQueued(transaction, job, at);
    return;
  }
  const running = await transaction
    .updateTable('runs')
    .set({ stop_requested_at: at, stop_reason: 'cancel' })
    .where('id', '=', job.run_id)
    .where('state', '=', 'running')
    .where('outcome', 'is', null)
    .where((eb) => eb.or([eb('stop_reason', 'is', null), eb('stop_reason', '<>', 'cancel')]))
    .executeTakeFirst();
  if (running.numUpdatedRows === 0n) return;
  await transaction
    .insertInto('run_commands')
    .values({ run_id: job.run_id, type: 'stop', created_at: at })
    .execute();
  await recordJobEvent(transaction, {
    jobId: job.id,
    runId: job.run_id,
    at,
    type: 'stop_requested',
    data: { reason: 'cancel' },
  });
}

async function cancelQueued(
  transaction: Query,
  job: Awaited<ReturnType<typeof findJob>>,
  at: number,
): Promise<void> {
  await transitionJob(transaction, {
    jobId: job.id,
    runId: job.run_id,
    from: job.status,
    event: 'cancel-queued',
    at,
    set: { current_step: finalStep(false, job.current_step, job.total_steps) },
  });
}
