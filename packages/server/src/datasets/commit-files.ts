import { ApiError, fileKindOf, HttpError, stemOf } from '@trainyard/core';
import type { Selectable, Transaction } from 'kysely';
import type { DatasetFilesTable, DatasetsTable } from '../db/dataset-tables.ts';
import type { Dialect } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { storedCaption } from '../media/stored-caption.ts';
import type { ObjectInfo, ObjectKey } from '../storage/object-store.ts';
import { datasetNotFound } from './dataset-row.ts';
import { foldCase } from './fold-case.ts';
import { lockDataset } from './lock-dataset.ts';

/** An object that is whole in the store and is to become a file of a dataset. */
export interface StoredFile extends ObjectInfo {
  readonly id: string;
  readonly filename: string;
  readonly key: ObjectKey;
  /** Of a caption that the server itself wrote from text: there is nothing left to look into. */
  readonly captionText?: string;
}

type FileRow = Selectable<DatasetFilesTable>;

const rowsPerStatement = 500;

/**
 * Makes stored objects the current versions of files, as one new revision: readers see the old versions before
 * this transaction and the new ones after it. No name may stand there twice. Throws 40401 where the dataset was
 * deleted meanwhile, 42204 where it FAILED, and a 408 where an upload was given up for dead.
 */
export async function commitFiles(
  transaction: Transaction<Database>,
  dialect: Dialect,
  datasetId: string,
  files: readonly StoredFile[],
  nowMs: number,
): Promise<readonly FileRow[]> {
  const dataset = await lockDataset(transaction, dialect, datasetId);
  if (dataset === undefined || dataset.deleted_at !== null) throw datasetNotFound(datasetId);
  if (dataset.error_code !== null) throw failedDataset(dataset);
  const revision = dataset.revision + 1;
  const rows = files.map((file) => newRow(datasetId, file, revision, nowMs));
  const replaced: Pick<FileRow, 'size_bytes' | 'validated_at' | 'kind'>[] = [];
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const some = rows.slice(from, from + rowsPerStatement);
    await endUploads(transaction, datasetId, some, nowMs);
    replaced.push(...(await removeReplaced(transaction, datasetId, some, revision)));
    await transaction.insertInto('dataset_files').values(some).execute();
  }
  const change = (count: (row: Pick<FileRow, 'size_bytes' | 'validated_at' | 'kind'>) => number) =>
    sum(rows.map(count)) - sum(replaced.map(count));
  await transaction
    .updateTable('datasets')
    .set({
      revision,
      file_count: dataset.file_count + change(() => 1),
      image_count: dataset.image_count + change(({ kind }) => (kind === 'image' ? 1 : 0)),
      video_count: dataset.video_count + change(({ kind }) => (kind === 'video' ? 1 : 0)),
      total_bytes: dataset.total_bytes + change(({ size_bytes }) => size_bytes),
      unvalidated_count: dataset.unvalidated_count + change((row) => (row.validated_at === null ? 1 : 0)),
      updated_at: nowMs,
    })
    .where('id', '=', datasetId)
    .execute();
  return rows;
}

/** The uploads have arrived, and signed URLs for the same names no longer count. */
async function endUploads(
  transaction: Transaction<Database>,
  datasetId: string,
  rows: readonly FileRow[],
  nowMs: number,
): Promise<void> {
  const { numDeletedRows } = await transaction
    .deleteFrom('uploads')
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .executeTakeFirst();
  if (numDeletedRows !== BigInt(rows.length)) {
    throw new HttpError(408, 'The upload stood still for too long and was given up. Upload the file again.');
  }
  await transaction
    .updateTable('uploads')
    .set({ used_at: nowMs })
    .where('dataset_id', '=', datasetId)
    .where(
      'filename',
      'in',
      rows.map(({ filename }) => filename),
    )
    .where('method', '=', 'signed')
    .where('used_at', 'is', null)
    .execute();
}

function removeReplaced(
  transaction: Transaction<Database>,
  datasetId: string,
  rows: readonly FileRow[],
  revision: number,
) {
  return transaction
    .updateTable('dataset_files')
    .set({ removed_revision: revision })
    .where('dataset_id', '=', datasetId)
    .where(
      'filename',
      'in',
      rows.map(({ filename }) => filename),
    )
    .where('removed_revision', 'is', null)
    .returning(['size_bytes', 'validated_at', 'kind'])
    .execute();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The refusal of an upload to a dataset that is FAILED. */
export function failedDataset(dataset: Pick<Selectable<DatasetsTable>, 'name' | 'error_message'>): ApiError {
  return new ApiError(
    42204,
    `The dataset "${dataset.name}" is FAILED and takes no more files. ${dataset.error_message ?? ''}`.trim(),
  );
}

function newRow(datasetId: string, file: StoredFile, revision: number, nowMs: number): FileRow {
  const kind = fileKindOf(file.filename);
  if (kind === null) throw new Error('The name of a stored file was not checked.');
  const text = file.captionText;
  const caption = text === undefined ? null : storedCaption(text);
  const searched = kind === 'caption' ? caption : file.filename;
  return {
    id: file.id,
    dataset_id: datasetId,
    filename: file.filename,
    stem: stemOf(file.filename),
    kind,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    object_key: file.key,
    validated_at: text === undefined ? null : nowMs,
    width: null,
    height: null,
    frames: null,
    frame_rate: null,
    duration_seconds: null,
    blank: text === undefined ? null : text.trim() === '' ? 1 : 0,
    caption_text: caption,
    search_text: searched === null ? null : foldCase(searched),
    added_revision: revision,
    removed_revision: null,
    created_at: nowMs,
  };
}
