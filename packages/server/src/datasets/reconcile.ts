import { ApiError } from '@trainyard/core';
import { datasetPrefix } from '../storage/object-key.ts';
import type { DatasetOptions } from './dataset-options.ts';
import type { DatasetRow } from './dataset-row.ts';
import { dropFiles } from './drop-files.ts';

/**
 * Brings the rows of a dataset into line with what its storage holds: a file whose object has gone is no file
 * of the dataset any more. Looks only where something was added or removed since the last time. Returns
 * whether files were dropped. Throws 50003 where the storage cannot be looked at.
 */
export async function reconcile(options: DatasetOptions, dataset: DatasetRow): Promise<boolean> {
  const { db, clock, logger } = options;
  // Taken before the listing: a change in between gives the next look another token.
  const token = await scan(dataset, () => options.store.listingToken(datasetPrefix(dataset.id)));
  if (token !== null && token === dataset.listing_token) return false;

  // Read before the listing: what has a row by now is in the store by now.
  const files = await db.query
    .selectFrom('dataset_files')
    .select(['id', 'filename', 'object_key'])
    .where('dataset_id', '=', dataset.id)
    .where('removed_revision', 'is', null)
    .execute();
  const missing = files.length === 0 ? [] : await missingOf(options, dataset, files);
  const dropped =
    missing.length === 0
      ? 0
      : await db.query.transaction().execute((transaction) =>
          dropFiles(
            transaction,
            db.dialect,
            dataset.id,
            missing.map((file) => file.id),
            clock.now(),
          ),
        );
  if (dropped > 0) {
    const examples = missing.slice(0, 10).map((file) => file.filename);
    logger.warn({ datasetId: dataset.id, dropped, examples }, 'files of a dataset are gone from the storage');
  }
  if (token !== null) {
    await db.query
      .updateTable('datasets')
      .set({ listing_token: token })
      .where('id', '=', dataset.id)
      .execute();
  }
  return dropped > 0;
}

async function missingOf<File extends { readonly object_key: string }>(
  { store }: DatasetOptions,
  dataset: DatasetRow,
  files: readonly File[],
): Promise<File[]> {
  const present = new Set<string>();
  await scan(dataset, async () => {
    for await (const key of store.list(datasetPrefix(dataset.id))) present.add(key);
  });
  return files.filter((file) => !present.has(file.object_key));
}

async function scan<T>(dataset: DatasetRow, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw new ApiError(50003, `The storage of the dataset "${dataset.name}" could not be listed.`, {
      cause: error,
    });
  }
}
