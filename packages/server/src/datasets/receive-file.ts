import type { Readable } from 'node:stream';
import { ApiError, HttpError } from '@trainyard/core';
import { newId } from '../db/new-id.ts';
import { datasetFileKey } from '../storage/object-key.ts';
import {
  type ObjectInfo,
  type ObjectKey,
  ObjectSizeError,
  ObjectTooLargeError,
  type PutLimits,
  SourceError,
} from '../storage/object-store.ts';
import { commitFiles } from './commit-files.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { describeFile, type FileAnswer } from './describe.ts';

/** How long an upload whose server died keeps counting. */
const directUploadTtlMs = 30_000;
const defaultUploadRefreshMs = 10_000;

/** Bytes on their way into a dataset; the name has been checked. */
export interface IncomingFile {
  readonly datasetId: string;
  readonly filename: string;
  readonly bytes: Readable;
  readonly limits: PutLimits;
  /** Resolves when the request turned out whole after the last byte of the file; rejects where it did not. */
  readonly requestEnd?: () => Promise<void>;
}

/**
 * Takes a file in: while its bytes arrive the dataset is UPLOADING; at the end it is a file of the dataset, or
 * nothing has changed. Throws 42203, 50002, what `commitFiles` throws, and a 400 for bytes that were cut off.
 */
export async function receiveFile(options: DatasetOptions, incoming: IncomingFile): Promise<FileAnswer> {
  const { db, clock } = options;
  const { datasetId, filename } = incoming;
  const id = newId();
  const key = datasetFileKey(datasetId, id);
  await beginUpload(options, id, incoming);
  let arrivedBytes = 0;
  let refreshedBytes = 0;
  const refreshing = setInterval(() => {
    // A client on which nothing moves keeps the dataset waiting no longer than one that is gone.
    if (arrivedBytes > refreshedBytes) refreshUpload(options, id);
    refreshedBytes = arrivedBytes;
  }, options.uploadRefreshMs ?? defaultUploadRefreshMs);
  try {
    const info = await storeBytes(options, key, incoming, (sizeBytes) => {
      arrivedBytes = sizeBytes;
    });
    await incoming.requestEnd?.();
    const [row] = await db.query
      .transaction()
      .execute((transaction) =>
        commitFiles(transaction, db.dialect, datasetId, [{ ...info, id, filename, key }], clock.now()),
      );
    if (row === undefined) throw new Error('A file was committed without a row.');
    options.notifyValidation();
    return describeFile(row);
  } catch (error) {
    await abandonUpload(options, id, key);
    throw error;
  } finally {
    clearInterval(refreshing);
    incoming.bytes.destroy();
  }
}

async function beginUpload({ db, clock }: DatasetOptions, id: string, incoming: IncomingFile): Promise<void> {
  const now = clock.now();
  await db.query
    .insertInto('uploads')
    .values({
      id,
      dataset_id: incoming.datasetId,
      filename: incoming.filename,
      size_bytes: incoming.limits.exactBytes ?? null,
      method: 'direct',
      created_at: now,
      expires_at: now + directUploadTtlMs,
      used_at: null,
    })
    .execute();
}

function refreshUpload({ db, clock, logger }: DatasetOptions, id: string): void {
  db.query
    .updateTable('uploads')
    .set({ expires_at: clock.now() + directUploadTtlMs })
    .where('id', '=', id)
    .execute()
    .catch((error: unknown) => logger.warn({ err: error }, 'an upload could not be marked as alive'));
}

async function storeBytes(
  { store }: DatasetOptions,
  key: ObjectKey,
  { filename, bytes, limits }: IncomingFile,
  onBytes: (sizeBytes: number) => void,
): Promise<ObjectInfo> {
  try {
    return await store.put(key, bytes, { ...limits, onBytes });
  } catch (error) {
    if (error instanceof ObjectTooLargeError) throw tooLarge(filename, limits.maxBytes);
    if (error instanceof ObjectSizeError) {
      throw new HttpError(400, `"${filename}" is not of the declared size. ${error.message}`, {
        cause: error,
      });
    }
    if (error instanceof SourceError) {
      // Whoever stopped the stream knew why.
      if (error.cause instanceof HttpError) throw error.cause;
      throw new HttpError(400, `The upload of "${filename}" ended before the whole file had arrived.`, {
        cause: error,
      });
    }
    throw new ApiError(50002, `"${filename}" could not be written to the storage of this server.`, {
      cause: error,
    });
  }
}

/** The refusal of a file over a limit. */
export function tooLarge(filename: string, maxBytes: number): ApiError {
  return new ApiError(
    42203,
    `"${filename}" is larger than ${maxBytes.toLocaleString('en-US')} bytes, the most that this call takes.`,
  );
}

/** Where even this fails, the row expires and the sweep finds the object by it. */
async function abandonUpload(
  { db, clock, logger, notifyReclaim }: DatasetOptions,
  id: string,
  key: ObjectKey,
): Promise<void> {
  try {
    await db.query.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('uploads').where('id', '=', id).execute();
      await transaction
        .insertInto('object_garbage')
        .values({ object_key: key, created_at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
    notifyReclaim();
  } catch (error) {
    logger.warn({ err: error }, 'an upload that failed could not be cleared away at once');
  }
}
