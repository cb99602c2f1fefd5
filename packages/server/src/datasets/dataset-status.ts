import type { datasetWithFilesSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { DatasetOptions } from './dataset-options.ts';
import { findDataset } from './dataset-row.ts';
import { describeDataset, describeFile, fileColumns } from './describe.ts';
import { reconcile } from './reconcile.ts';

/** A dataset as clients see it, with its complete files by name. */
export type DatasetWithFiles = z.infer<typeof datasetWithFilesSchema>;

/**
 * A dataset with its files, brought up to date with what the storage holds. Throws 40001, 40401 and 50003.
 */
export async function readDatasetStatus(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
): Promise<DatasetWithFiles> {
  const { db, clock } = options;
  const found = await findDataset(db, accountId, datasetId, clock.now());
  const dropped = await reconcile(options, found);
  if (dropped) options.notifyReclaim();
  const dataset = dropped ? await findDataset(db, accountId, datasetId, clock.now()) : found;
  const files = await db.query
    .selectFrom('dataset_files')
    .select(fileColumns)
    .where('dataset_id', '=', dataset.id)
    .where('removed_revision', 'is', null)
    .orderBy('filename')
    .execute();
  // Files that arrived since the dataset was read are in the list, so the sums are taken from the list.
  return {
    ...describeDataset(dataset),
    file_count: files.length,
    total_bytes: files.reduce((sum, file) => sum + file.size_bytes, 0),
    files: files.map(describeFile),
  };
}
