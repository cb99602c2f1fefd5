import { sql, type Transaction } from 'kysely';
import type { Dialect } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { lockDataset } from './lock-dataset.ts';

const idsPerUpdate = 500;

/**
 * Takes file versions out of the dataset as it is from now on, as one new revision; those that are current no
 * more are passed over. Returns how many were taken out. Runs that pinned an older revision keep theirs.
 */
export async function dropFiles(
  transaction: Transaction<Database>,
  dialect: Dialect,
  datasetId: string,
  fileIds: readonly string[],
  nowMs: number,
): Promise<number> {
  const dataset = await lockDataset(transaction, dialect, datasetId);
  if (dataset === undefined || dataset.deleted_at !== null) return 0;
  const dropped = { count: 0, images: 0, videos: 0, bytes: 0, unvalidated: 0 };
  for (let from = 0; from < fileIds.length; from += idsPerUpdate) {
    const rows = await transaction
      .updateTable('dataset_files')
      .set({ removed_revision: dataset.revision + 1 })
      .where('dataset_id', '=', datasetId)
      .where('id', 'in', fileIds.slice(from, from + idsPerUpdate))
      .where('removed_revision', 'is', null)
      .returning(['size_bytes', 'validated_at', 'kind'])
      .execute();
    for (const row of rows) {
      dropped.count++;
      dropped.images += row.kind === 'image' ? 1 : 0;
      dropped.videos += row.kind === 'video' ? 1 : 0;
      dropped.bytes += row.size_bytes;
      dropped.unvalidated += row.validated_at === null ? 1 : 0;
    }
  }
  if (dropped.count === 0) return 0;
  await transaction
    .updateTable('datasets')
    .set({
      revision: dataset.revision + 1,
      file_count: sql`file_count - ${dropped.count}`,
      image_count: sql`image_count - ${dropped.images}`,
      video_count: sql`video_count - ${dropped.videos}`,
      total_bytes: sql`total_bytes - ${dropped.bytes}`,
      unvalidated_count: sql`unvalidated_count - ${dropped.unvalidated}`,
      updated_at: nowMs,
    })
    .where('id', '=', datasetId)
    .execute();
  return dropped.count;
}
