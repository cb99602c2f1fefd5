import { buffer } from 'node:stream/consumers';
import { headerLength, parseHeader, SafetensorsError } from '@trainyard/agent';
import type { ArtifactsTable } from '../db/tables.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const lengthBytes = 8;

/**
 * Reads the header of a safetensors artifact, which is small however large the file, and says in words what is wrong
 * with it; null where nothing is, and for other files. Throws where the store cannot be read.
 */
export async function safetensorsDamage(
  store: Pick<ObjectStore, 'read'>,
  { filename, object_key: key, size_bytes: sizeBytes }: ArtifactsTable,
): Promise<string | null> {
  if (!filename.endsWith('.safetensors')) return null;
  const read = async (start: number, length: number) =>
    length === 0
      ? Buffer.alloc(0)
      : buffer(await store.read(parseObjectKey(key), { start, end: start + length - 1 }));
  try {
    const length = headerLength(await read(0, Math.min(lengthBytes, sizeBytes)), sizeBytes);
    parseHeader(await read(lengthBytes, length), sizeBytes);
    return null;
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    return `it is no whole safetensors file: ${error.message.replace(/[.]$/, '')}`;
  }
}
