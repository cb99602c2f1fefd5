import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ArtifactsTable } from '../db/tables.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { ObjectMissingError, type ObjectStore } from '../storage/object-store.ts';

/**
 * Reads the bytes of an artifact and says in words what is wrong with them; null where they are what was
 * published. The agent that published them had looked into the file, so the same bytes are a whole file. Throws
 * where the store cannot be read at present, which says nothing about the artifact.
 */
export async function artifactDamage(
  store: Pick<ObjectStore, 'read'>,
  artifact: Pick<ArtifactsTable, 'object_key' | 'size_bytes' | 'sha256'>,
): Promise<string | null> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    await pipeline(await store.read(parseObjectKey(artifact.object_key)), async (bytes) => {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        hash.update(chunk);
      }
    });
  } catch (error) {
    if (error instanceof ObjectMissingError) return 'its file is gone from the store';
    throw error;
  }
  if (sizeBytes !== artifact.size_bytes) {
    return `its file has ${sizeBytes} bytes in place of ${artifact.size_bytes}`;
  }
  return hash.digest('hex') === artifact.sha256 ? null : 'the content of its file has changed';
}
