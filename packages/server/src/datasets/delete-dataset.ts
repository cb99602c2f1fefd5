import type { DatasetOptions } from './dataset-options.ts';
import { datasetNotFound, findDataset } from './dataset-row.ts';

/**
 * Deletes a dataset: from now on it does not exist for anybody and its name is free. Its files go when no run
 * needs them. Throws 40001 and 40401.
 */
export async function deleteDataset(
  { db, clock, notifyReclaim }: DatasetOptions,
  accountId: string,
  datasetId: string,
): Promise<{ id: string; deleted: true }> {
  const now = clock.now();
  const { id } = await findDataset(db, accountId, datasetId, now);
  const { numUpdatedRows } = await db.query
    .updateTable('datasets')
    .set({ deleted_at: now, updated_at: now })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw datasetNotFound(id);
  notifyReclaim();
  return { id, deleted: true };
}
