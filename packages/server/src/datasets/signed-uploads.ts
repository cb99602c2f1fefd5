import { ApiError, fileKindOf } from '@trainyard/core';
import type { Insertable } from 'kysely';
import type { UploadsTable } from '../db/dataset-tables.ts';
import { newId } from '../db/new-id.ts';
import { failedDataset } from './commit-files.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { findDataset } from './dataset-row.ts';
import { checkFilename } from './direct-upload.ts';
import { tooLarge } from './receive-file.ts';

/** Where and how to PUT the bytes of one file. */
export interface UploadEndpoint {
  readonly upload_url: string;
  readonly method: 'PUT';
  readonly headers: Record<string, string>;
  readonly expires_at: string;
}

/** Databases bound the number of values in one statement. */
const rowsPerInsert = 1000;

/**
 * Gives a signed URL for each name in `filenameToByteSize`, or for none of them. Throws 40001, 40401, 42204;
 * 42205 for a map that is missing or empty, or a size that is no whole number of bytes (0 is one only for
 * captions); 42202 for a bad name; 42203 for a size over the limit of this server.
 */
export async function createSignedUploads(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
  filenameToByteSize: unknown,
): Promise<Record<string, UploadEndpoint>> {
  const { db, clock, links } = options;
  const now = clock.now();
  const dataset = await findDataset(db, accountId, datasetId, now);
  if (dataset.error_code !== null) throw failedDataset(dataset);
  const sizes = checkSizes(filenameToByteSize, options.signedUploadMaxBytes);
  const expiresAt = now + options.signedUploadTtlMs;
  const rows = sizes.map(([filename, sizeBytes]): Insertable<UploadsTable> & { size_bytes: number } => ({
    id: newId(),
    dataset_id: dataset.id,
    filename,
    size_bytes: sizeBytes,
    method: 'signed',
    created_at: now,
    expires_at: expiresAt,
    used_at: null,
  }));
  await db.query.transaction().execute(async (transaction) => {
    for (let from = 0; from < rows.length; from += rowsPerInsert) {
      await transaction
        .insertInto('uploads')
        .values(rows.slice(from, from + rowsPerInsert))
        .execute();
    }
  });
  return Object.fromEntries(
    rows.map(({ id, filename, size_bytes: sizeBytes }): [string, UploadEndpoint] => {
      const { url, headers } = links.upload({
        purpose: 'dataset-upload',
        id,
        filename,
        sizeBytes,
        expiresAt,
      });
      const expires_at = new Date(expiresAt).toISOString();
      return [filename, { upload_url: url, method: 'PUT', headers: { ...headers }, expires_at }];
    }),
  );
}

function checkSizes(map: unknown, maxBytes: number): [filename: string, sizeBytes: number][] {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new ApiError(42205, '`filenameToByteSize` must map each file name to its size in bytes.');
  }
  const entries = Object.entries(map);
  if (entries.length === 0) throw new ApiError(42205, '`filenameToByteSize` names no file.');
  return entries.map(([name, size]): [string, number] => {
    const filename = checkFilename(name);
    return [filename, checkSize(filename, size, maxBytes)];
  });
}

function checkSize(filename: string, size: unknown, maxBytes: number): number {
  const what = `The size of ${JSON.stringify(filename)} in \`filenameToByteSize\``;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
    throw new ApiError(
      42205,
      `${what} must be a whole number of bytes, not ${shorten(JSON.stringify(size))}.`,
    );
  }
  if (size === 0 && fileKindOf(filename) !== 'caption') {
    throw new ApiError(42205, `${what} is 0; only a caption can be empty.`);
  }
  if (size > maxBytes) throw tooLarge(filename, maxBytes);
  return size;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
