import type { Transaction } from 'kysely';
import type { Database } from '../db/tables.ts';
import { enqueueWebhooks } from '../webhooks/outbox.ts';
import { selectDatasets } from './dataset-row.ts';
import { describeDataset } from './describe.ts';

/** Tells the webhooks of a dataset's account where the dataset has just become READY or FAILED. */
export async function tellDatasetWebhooks(
  transaction: Transaction<Database>,
  datasetId: string,
  nowMs: number,
): Promise<void> {
  const found = await selectDatasets({ query: transaction }, nowMs)
    .where('datasets.id', '=', datasetId)
    .executeTakeFirst();
  if (found === undefined) return;
  const dataset = describeDataset({ ...found, outstanding: Boolean(found.outstanding) });
  if (dataset.status !== 'READY' && dataset.status !== 'FAILED') return;
  const message = { accountId: found.account_id, at: nowMs, data: async () => ({ dataset }) };
  if (dataset.status === 'FAILED') {
    await enqueueWebhooks(transaction, { ...message, event: 'dataset.failed' });
  } else {
    await enqueueWebhooks(transaction, { ...message, event: 'dataset.ready', settlesWith: datasetId });
  }
}
