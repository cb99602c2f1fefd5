import { fileNameProblem, HttpError } from '@trainyard/core';
import type { Download } from '../http/serve-object.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { type DatasetRow, findDataset } from './dataset-row.ts';
import { dropFiles } from './drop-files.ts';

/** Where the current version of a file lies. Throws 40001, 40401, and a 404 where there is no such file. */
export async function findFileDownload(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
  filename: string,
): Promise<Download> {
  const dataset = await findDataset(options.db, accountId, datasetId, options.clock.now());
  const file = await findFile(options, dataset, filename);
  return {
    key: parseObjectKey(file.object_key),
    sizeBytes: file.size_bytes,
    filename: file.filename,
    etag: file.sha256 ?? file.id,
  };
}

/** Deletes one file of a dataset. Throws 40001, 40401, and a 404 where there is no such file. */
export async function deleteFile(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
  filename: string,
): Promise<{ filename: string; deleted: true }> {
  const { db, clock } = options;
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const file = await findFile(options, dataset, filename);
  await db.query
    .transaction()
    .execute((transaction) => dropFiles(transaction, db.dialect, dataset.id, [file.id], clock.now()));
  options.notifyReclaim();
  return { filename, deleted: true };
}

/** The current version of a file. Throws a 404 where there is none. */
export async function findFile({ db }: Pick<DatasetOptions, 'db'>, dataset: DatasetRow, filename: string) {
  // What can be no file's name is not looked for: PostgreSQL takes no NUL in a text.
  const file = fileNameProblem(filename) === null ? await selectFile(db, dataset, filename) : undefined;
  if (file !== undefined) return file;
  throw new HttpError(404, `The dataset "${dataset.name}" has no file named ${JSON.stringify(filename)}.`);
}

function selectFile(db: DatasetOptions['db'], dataset: DatasetRow, filename: string) {
  return db.query
    .selectFrom('dataset_files')
    .select(['id', 'filename', 'object_key', 'size_bytes', 'sha256'])
    .where('dataset_id', '=', dataset.id)
    .where('filename', '=', filename)
    .where('removed_revision', 'is', null)
    .executeTakeFirst();
}
