import { type datasetFileSchema, type datasetSchema, findError, isErrorCode } from '@trainyard/core';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { DatasetFilesTable } from '../db/dataset-tables.ts';
import { type DatasetRow, statusOf } from './dataset-row.ts';

/** A dataset as clients see it, without its files. */
export type DatasetAnswer = z.infer<typeof datasetSchema>;

/** A file of a dataset as clients see it. */
export type FileAnswer = z.infer<typeof datasetFileSchema>;

/** What a client sees of a dataset. */
export function describeDataset(row: DatasetRow): DatasetAnswer {
  return {
    id: row.id,
    name: row.name,
    status: statusOf(row),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
    error: errorOf(row),
    file_count: row.file_count,
    total_bytes: row.total_bytes,
  };
}

function errorOf(row: DatasetRow): DatasetAnswer['error'] {
  if (row.error_code === null || !isErrorCode(row.error_code)) return null;
  const { code, name } = findError(row.error_code);
  return { code, name, message: row.error_message ?? '' };
}

/** The columns of a file that clients see. */
export const fileColumns = [
  'filename',
  'size_bytes',
  'sha256',
  'kind',
  'validated_at',
  'width',
  'height',
  'frames',
  'frame_rate',
  'duration_seconds',
  'created_at',
] as const satisfies readonly (keyof DatasetFilesTable)[];

/** What a client sees of one file. */
export function describeFile(
  row: Pick<Selectable<DatasetFilesTable>, (typeof fileColumns)[number]>,
): FileAnswer {
  return {
    filename: row.filename,
    size_bytes: row.size_bytes,
    sha256: row.sha256,
    kind: row.kind,
    validated: row.validated_at !== null,
    width: row.width,
    height: row.height,
    frames: row.frames,
    frame_rate: row.frame_rate,
    duration_seconds: row.duration_seconds,
    uploaded_at: new Date(row.created_at).toISOString(),
  };
}
