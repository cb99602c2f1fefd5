import { isEnded, type JobEvent, type JobStatus, nextJobStatus } from '@trainyard/core';
import type { Updateable } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import type { JobsTable } from '../db/tables.ts';
import { recordJobEvent } from './job-event.ts';

/** One step of a job's state machine. */
export interface JobTransition {
  readonly jobId: string;
  readonly runId: string;
  /** The status that the job was seen in. */
  readonly from: JobStatus;
  readonly event: JobEvent;
  readonly at: number;
  /** For machines: why, such as `RUN_LOST`. */
  readonly reason?: string | null;
  /** Other columns that change with the status. */
  readonly set?: Omit<Updateable<JobsTable>, 'id' | 'status' | 'updated_at'>;
}

/**
 * The only place that writes `jobs.status`: follows the table of the state machine, writes the new status if
 * the job still has the status `from`, and the event row with it. Returns the new status, or null where the
 * table does not allow the event or the job has moved on; nothing is written then.
 */
export async function transitionJob(transaction: Query, step: JobTransition): Promise<JobStatus | null> {
  const to = nextJobStatus(step.from, step.event);
  if (to === null) return null;
  const { numUpdatedRows } = await transaction
    .updateTable('jobs')
    .set({
      ...step.set,
      status: to,
      updated_at: step.at,
      ...(isEnded(to) ? (isEnded(step.from) ? {} : { finished_at: step.at }) : { finished_at: null }),
    })
    .where('id', '=', step.jobId)
    .where('status', '=', step.from)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  await recordJobEvent(transaction, {
    jobId: step.jobId,
    runId: step.runId,
    at: step.at,
    type: 'status',
    data: { from: step.from, to, event: step.event, reason: step.reason ?? null },
  });
  return to;
}
