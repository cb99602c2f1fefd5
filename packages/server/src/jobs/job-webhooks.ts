import { isEnded } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import { enqueueWebhooks } from '../webhooks/outbox.ts';
import type { RecordedEvent } from './job-event-data.ts';
import { selectJobs } from './job-row.ts';
import { presentJob } from './present-job.ts';

/** Tells the webhooks of a job's account of an event in its history, where it is one that they can hear of. */
export async function tellWebhooks(
  transaction: Query,
  jobId: string,
  at: number,
  event: RecordedEvent,
): Promise<void> {
  const told = webhookEventOf(event);
  if (told === null) return;
  const row = await selectJobs(transaction).where('jobs.id', '=', jobId).executeTakeFirst();
  if (row === undefined) return;
  await enqueueWebhooks(transaction, {
    accountId: row.account_id,
    event: told,
    at,
    data: async () => {
      const job = presentJob(row, null, '');
      if (event.type !== 'artifact') return { job: isEnded(row.status) ? { ...job, phase: null } : job };
      const { filename, step, size_bytes } = event.data;
      return { job, checkpoint: { filename, step, size_bytes } };
    },
  });
}

function webhookEventOf(event: RecordedEvent): 'job.started' | 'job.finished' | 'job.checkpoint' | null {
  if (event.type === 'artifact') return event.data.kind === 'checkpoint' ? 'job.checkpoint' : null;
  if (event.type !== 'status') return null;
  const { from, to } = event.data;
  if (to === 'RUNNING') return 'job.started';
  return isEnded(to) && !isEnded(from) ? 'job.finished' : null;
}
