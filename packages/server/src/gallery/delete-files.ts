import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { findDataset } from '../datasets/dataset-row.ts';
import { dropFiles } from '../datasets/drop-files.ts';

const namesPerQuery = 500;

/** Deletes many files of a dataset as one new revision; unknown names are told. Throws 40001 and 40401. */
export async function deleteFiles(
  { db, clock, notifyReclaim }: Pick<DatasetOptions, 'db' | 'clock' | 'notifyReclaim'>,
  accountId: string,
  datasetId: string,
  filenames: readonly string[],
): Promise<{ deleted: string[]; missing: string[] }> {
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const wanted = [...new Set(filenames)];
  const ids = new Map<string, string>();
  for (let from = 0; from < wanted.length; from += namesPerQuery) {
    // A NUL, which PostgreSQL takes in no text, is in no name.
    const names = wanted.slice(from, from + namesPerQuery).filter((name) => !name.includes('\0'));
    if (names.length === 0) continue;
    const rows = await db.query
      .selectFrom('dataset_files')
      .select(['id', 'filename'])
      .where('dataset_id', '=', dataset.id)
      .where('filename', 'in', names)
      .where('removed_revision', 'is', null)
      .execute();
    for (const { id, filename } of rows) ids.set(filename, id);
  }
  if (ids.size > 0) {
    await db.query
      .transaction()
      .execute((transaction) =>
        dropFiles(transaction, db.dialect, dataset.id, [...ids.values()], clock.now()),
      );
    notifyReclaim();
  }
  return {
    deleted: wanted.filter((name) => ids.has(name)),
    missing: wanted.filter((name) => !ids.has(name)),
  };
}
