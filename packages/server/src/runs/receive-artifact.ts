import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { HttpError } from '@trainyard/core';
import { discardObjects } from '../jobs/release-run.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { SourceError } from '../storage/object-store.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Stores the bytes of an announced artifact. Whoever calls has checked the signed link. Throws 404 where the
 * artifact is not awaited, and 422 where size or SHA-256 are not as announced; nothing is stored then, or is
 * reclaimed where the run was closed while the bytes arrived. Bytes
 * that are stored already are read to their end and dropped.
 */
export async function receiveArtifact(
  { db, store, clock }: Pick<RunOptions, 'db' | 'store' | 'clock'>,
  artifactId: string,
  bytes: Readable,
): Promise<void> {
  const artifact = await db.query
    .selectFrom('artifacts')
    .select(['object_key', 'size_bytes', 'sha256'])
    .where('id', '=', artifactId)
    .executeTakeFirst();
  if (artifact === undefined) throw notAwaited();
  const key = parseObjectKey(artifact.object_key);
  // An object is whole and of the right hash once it is in the store, so a repetition has nothing to add.
  if ((await store.head(key)) !== null) {
    for await (const _ of bytes);
    return;
  }
  const limits = { maxBytes: artifact.size_bytes, exactBytes: artifact.size_bytes };
  // Pulled by the store and never pushed: a fault waits until it is looked for.
  const checked = Readable.from(asAnnounced(bytes, artifact), { objectMode: false });
  await store.put(key, checked, limits).catch((error: unknown) => {
    // To the store every fault of the bytes is one of their source.
    throw error instanceof SourceError && error.cause instanceof HttpError ? error.cause : error;
  });
  // Whoever closed the run meanwhile had the object cleared away before it was there.
  const row = await db.query
    .selectFrom('artifacts')
    .select('id')
    .where('id', '=', artifactId)
    .executeTakeFirst();
  if (row !== undefined) return;
  await discardObjects(db.query, [key], clock.now());
  throw notAwaited();
}

function notAwaited(): HttpError {
  return new HttpError(404, 'No artifact is awaited at this link.');
}

/** Passes bytes on, and fails before their end where size or hash are not as announced. */
async function* asAnnounced(
  bytes: Readable,
  announced: { size_bytes: number; sha256: string },
): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  // Whoever brought the bytes still has to answer over their connection.
  for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > announced.size_bytes) break;
    yield chunk;
  }
  const what = `The artifact was announced with ${announced.size_bytes} bytes`;
  if (sizeBytes !== announced.size_bytes) {
    throw new HttpError(422, `${what}, but ${sizeBytes > announced.size_bytes ? 'more' : sizeBytes} came.`);
  }
  if (hash.digest('hex') !== announced.sha256) {
    throw new HttpError(422, `${what} of another SHA-256.`);
  }
}
