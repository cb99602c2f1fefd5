import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { HttpError } from '@trainyard/core';
import type { LinkGrant } from '../storage/object-store.ts';
import { failedDataset } from './commit-files.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { receiveFile } from './receive-file.ts';

/**
 * Takes the bytes that a signed URL was made for. The grant has been verified; here the size, the upload and
 * its dataset are. A PUT that is repeated makes a new version of the file. Throws a 411 or 400 for another
 * size, a 403 where the upload or its dataset is gone, 42204, and what `receiveFile` throws; the rest of the
 * request is left to the caller then.
 */
export async function receiveSignedUpload(
  options: DatasetOptions,
  grant: Extract<LinkGrant, { method: 'PUT' }>,
  request: IncomingMessage,
): Promise<void> {
  checkDeclaredSize(request, grant);
  const upload = await findUpload(options, grant.id);
  if (upload === undefined) {
    throw new HttpError(
      403,
      'This upload link is no longer good: its dataset was deleted or it has expired.',
    );
  }
  if (upload.error_code !== null) throw failedDataset(upload);
  await receiveFile(options, {
    datasetId: upload.dataset_id,
    filename: grant.filename,
    bytes: bodyOf(request),
    limits: { maxBytes: grant.sizeBytes, exactBytes: grant.sizeBytes },
  });
}

function checkDeclaredSize(request: IncomingMessage, grant: { filename: string; sizeBytes: number }): void {
  const declared = request.headers['content-length'];
  if (declared === undefined) {
    throw new HttpError(411, 'A PUT to a signed upload link needs a Content-Length header.');
  }
  if (Number(declared) !== grant.sizeBytes) {
    throw new HttpError(
      400,
      `The link is for exactly ${grant.sizeBytes} bytes of "${grant.filename}", and the request has ${declared}.`,
    );
  }
}

function findUpload({ db }: DatasetOptions, uploadId: string) {
  return db.query
    .selectFrom('uploads')
    .innerJoin('datasets', 'datasets.id', 'uploads.dataset_id')
    .select(['uploads.dataset_id', 'datasets.name', 'datasets.error_code', 'datasets.error_message'])
    .where('uploads.id', '=', uploadId)
    .where('uploads.method', '=', 'signed')
    .where('datasets.deleted_at', 'is', null)
    .executeTakeFirst();
}

/** The body as a stream that may be destroyed: destroying the request itself would take the answer with it. */
function bodyOf(request: IncomingMessage): PassThrough {
  const bytes = new PassThrough({ highWaterMark: 256 * 1024 });
  // It may fail before the store reads it; the reading then says so.
  bytes.on('error', () => {});
  bytes.once('close', () => {
    request.unpipe(bytes);
    // Unpiping pauses: a request whose end is never read keeps its connection busy for ever.
    request.resume();
  });
  request.once('close', () => {
    if (!request.complete) bytes.destroy(new Error('The connection ended before the body did.'));
  });
  request.pipe(bytes);
  return bytes;
}
