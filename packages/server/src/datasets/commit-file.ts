import { ApiError, fileKindOf, stemOf } from '@trainyard/core';
import type { Insertable, Selectable, Transaction } from 'kysely';
import type { Dialect } from '../db/open.ts';
import type { Database, DatasetFilesTable, DatasetsTable } from '../db/tables.ts';
import type { ObjectInfo, ObjectKey } from '../storage/object-store.ts';
import { datasetNotFound } from './dataset-row.ts';
import { lockDataset } from './lock-dataset.ts';

/** An object that is whole in the store and is to become a file of a dataset. */
export interface StoredFile extends ObjectInfo {
  readonly id: string;
  readonly datasetId: string;
  readonly filename: string;
  readonly key: ObjectKey;
}

/**
 * Makes a stored object the current version of a file: readers see the old version before this transaction
 * and the new one after it. Throws 40401 where the dataset was deleted meanwhile, 42204 where it FAILED, and
 * a plain error where the upload was given up for dead.
 */
export async function commitFile(
  transaction: Transaction<Database>,
  dialect: Dialect,
  file: StoredFile,
  nowMs: number,
): Promise<Selectable<DatasetFilesTable>> {
  const dataset = await lockDataset(transaction, dialect, file.datasetId);
  if (dataset === undefined || dataset.deleted_at !== null) throw datasetNotFound(file.datasetId);
  if (dataset.error_code !== null) throw failedDataset(dataset);
  const { numDeletedRows } = await transaction
    .deleteFrom('uploads')
    .where('id', '=', file.id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new Error('The upload had expired before its last byte arrived.');

  const revision = dataset.revision + 1;
  const replaced = await transaction
    .updateTable('dataset_files')
    .set({ removed_revision: revision })
    .where('dataset_id', '=', file.datasetId)
    .where('filename', '=', file.filename)
    .where('removed_revision', 'is', null)
    .returning(['size_bytes', 'validated_at'])
    .executeTakeFirst();
  const row = newRow(file, revision, nowMs);
  await transaction.insertInto('dataset_files').values(row).execute();
  await transaction
    .updateTable('uploads')
    .set({ used_at: nowMs })
    .where('dataset_id', '=', file.datasetId)
    .where('filename', '=', file.filename)
    .where('method', '=', 'signed')
    .where('used_at', 'is', null)
    .execute();
  const replacedUnvalidated = replaced !== undefined && replaced.validated_at === null;
  await transaction
    .updateTable('datasets')
    .set({
      revision,
      file_count: dataset.file_count + (replaced === undefined ? 1 : 0),
      total_bytes: dataset.total_bytes + file.sizeBytes - (replaced?.size_bytes ?? 0),
      unvalidated_count: dataset.unvalidated_count + (replacedUnvalidated ? 0 : 1),
      updated_at: nowMs,
    })
    .where('id', '=', file.datasetId)
    .execute();
  return row;
}

/** The refusal of an upload to a dataset that is FAILED. */
export function failedDataset(dataset: Pick<Selectable<DatasetsTable>, 'name' | 'error_message'>): ApiError {
  return new ApiError(
    42204,
    `The dataset "${dataset.name}" is FAILED and takes no more files. ${dataset.error_message ?? ''}`.trim(),
  );
}

function newRow(
  file: StoredFile,
  revision: number,
  nowMs: number,
): Insertable<DatasetFilesTable> & Selectable<DatasetFilesTable> {
  const kind = fileKindOf(file.filename);
  if (kind === null) throw new Error('The name of a stored file was not checked.');
  return {
    id: file.id,
    dataset_id: file.datasetId,
    filename: file.filename,
    stem: stemOf(file.filename),
    kind,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    object_key: file.key,
    validated_at: null,
    width: null,
    height: null,
    frames: null,
    frame_rate: null,
    duration_seconds: null,
    blank: null,
    added_revision: revision,
    removed_revision: null,
    created_at: nowMs,
  };
}
