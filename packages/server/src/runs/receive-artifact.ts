import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { HttpError } from '@trainyard/core';
import { type ObjectKey, ObjectSizeError, ObjectTooLargeError } from '../storage/object-store.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Stores the bytes of an announced artifact. Whoever calls has checked the signed link. Throws 404 where the
 * artifact is not awaited, and 422 where size or SHA-256 are not as announced; nothing is stored then. Bytes
 * that are stored already are read to their end and dropped.
 */
export async function receiveArtifact(
  { db, store }: Pick<RunOptions, 'db' | 'store'>,
  artifactId: string,
  bytes: Readable,
): Promise<void> {
  const artifact = await db.query
    .selectFrom('artifacts')
    .select(['object_key', 'size_bytes', 'sha256'])
    .where('id', '=', artifactId)
    .executeTakeFirst();
  if (artifact === undefined) throw new HttpError(404, 'No artifact is awaited at this link.');
  const key = artifact.object_key as ObjectKey;
  // An object is whole and of the right hash once it is in the store, so a repetition has nothing to add.
  if ((await store.head(key)) !== null) {
    for await (const _ of bytes);
    return;
  }
  const limits = { maxBytes: artifact.size_bytes, exactBytes: artifact.size_bytes };
  const checked = bytes.pipe(requireHash(artifact.sha256));
  bytes.on('error', (error) => checked.destroy(error));
  bytes.on('close', () => {
    if (!bytes.readableEnded) checked.destroy(new Error('The upload was cut off'));
  });
  try {
    await store.put(key, checked, limits);
  } catch (error) {
    if (error instanceof ObjectTooLargeError || error instanceof ObjectSizeError) {
      const message = `The artifact was announced with ${artifact.size_bytes} bytes, and other ones came.`;
      throw new HttpError(422, message, { cause: error });
    }
    throw error;
  }
}

/** Passes bytes on and fails at their end where their hash is another. */
function requireHash(sha256: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const actual = hash.digest('hex');
      if (actual === sha256) done();
      else
        done(
          new HttpError(
            422,
            `The artifact was announced with SHA-256 ${sha256}, but its bytes have ${actual}.`,
          ),
        );
    },
  });
}
