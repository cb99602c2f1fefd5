import type { Query } from '../db/in-transaction.ts';
import type { JobEventData, RecordedEvent } from './job-event-data.ts';
import { tellWebhooks } from './job-webhooks.ts';

/** Appends to the history of a job, in the transaction that makes it true, and has its webhooks told. */
export async function recordJobEvent<Type extends keyof JobEventData>(
  transaction: Query,
  event: { jobId: string; runId: string | null; at: number; type: Type; data: JobEventData[Type] },
): Promise<void> {
  await transaction
    .insertInto('job_events')
    .values({
      job_id: event.jobId,
      run_id: event.runId,
      at: event.at,
      type: event.type,
      data: JSON.stringify(event.data),
    })
    .execute();
  await tellWebhooks(transaction, event.jobId, event.at, event as RecordedEvent);
}
