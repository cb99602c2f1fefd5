import { HttpError } from '@trainyard/core';
import { inTransaction, type Query } from '../db/in-transaction.ts';
import { findJob } from './find-job.ts';
import { recordJobEvent } from './job-event.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { jobStatus } from './job-status.ts';
import type { Job } from './present-job.ts';

/** What a trainer can be asked for while it trains. */
type Wish = 'save_now' | 'sample_now';

const wishes = {
  save_now: { verb: 'save', event: 'save_requested' },
  sample_now: { verb: 'make samples', event: 'sample_requested' },
} as const;

/**
 * Asks the trainer of a running job for a checkpoint or samples; it does that between two steps. Asked again
 * before that, it does it once. Throws 409 where the job is not running, or is being stopped.
 */
export async function askTrainer(
  options: JobOptions,
  accountId: string,
  jobId: string,
  wish: Wish,
): Promise<Job> {
  await inTransaction(options.db, async (transaction) => {
    const job = await findJob(transaction, accountId, jobId);
    await leaveCommand(transaction, job, wish, options.clock.now());
  });
  options.signals.changed(jobId);
  return jobStatus(options, accountId, jobId);
}

async function leaveCommand(transaction: Query, job: JobRow, wish: Wish, at: number): Promise<void> {
  const { verb, event } = wishes[wish];
  // Also locks the row, so that the run's end, which removes its commands, comes before this or after it.
  const run = await transaction
    .updateTable('runs')
    .set((eb) => ({ fence: eb.ref('fence') }))
    .where('id', '=', job.run_id)
    .where('state', '=', 'running')
    .where('outcome', 'is', null)
    .returning('stop_requested_at')
    .executeTakeFirst();
  if (run === undefined || job.status !== 'RUNNING') {
    throw new HttpError(409, `The job is ${job.status}; only a job that is RUNNING can be asked to ${verb}.`);
  }
  if (run.stop_requested_at !== null) {
    throw new HttpError(409, `The job is being stopped; it cannot be asked to ${verb} any more.`);
  }
  // One wish of a kind is enough, and an agent does each command once, by its number.
  await transaction
    .deleteFrom('run_commands')
    .where('run_id', '=', job.run_id)
    .where('type', '=', wish)
    .execute();
  await transaction
    .insertInto('run_commands')
    .values({ run_id: job.run_id, type: wish, created_at: at })
    .execute();
  await recordJobEvent(transaction, { jobId: job.id, runId: job.run_id, at, type: event, data: {} });
}
