import { isEnded } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import { enqueueWebhooks } from '../webhooks/outbox.ts';
import { checkpointFolder, completesCheckpoint } from './checkpoint-folders.ts';
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
      const folder = checkpointFolder({ kind: 'checkpoint', filename });
      if (folder === null) return { job, checkpoint: { filename, step, size_bytes } };
      const sizeBytes = await folderBytes(transaction, jobId, folder);
      return { job, checkpoint: { filename: folder, step, size_bytes: sizeBytes } };
    },
  });
}

function webhookEventOf(event: RecordedEvent): 'job.started' | 'job.finished' | 'job.checkpoint' | null {
  if (event.type === 'artifact') return completesCheckpoint(event.data) ? 'job.checkpoint' : null;
  if (event.type !== 'status') return null;
  const { from, to } = event.data;
  if (to === 'RUNNING') return 'job.started';
  return isEnded(to) && !isEnded(from) ? 'job.finished' : null;
}

async function folderBytes(transaction: Query, jobId: string, folder: string): Promise<number> {
  const files = await transaction
    .selectFrom('artifacts')
    .select(['filename', 'size_bytes'])
    .where('job_id', '=', jobId)
    .where('kind', '=', 'checkpoint')
    .where('published_at', 'is not', null)
    .execute();
  return files
    .filter(({ filename }) => filename.startsWith(`${folder}/`))
    .reduce((sum, { size_bytes: sizeBytes }) => sum + sizeBytes, 0);
}
