import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectKey, ObjectStore } from '../storage/object-store.ts';

/** Runs `use` with a path to the object: where the store keeps it, or a copy that is gone afterwards. */
export async function withLocalFile<T>(
  store: ObjectStore,
  key: ObjectKey,
  tempFolder: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = store.localPath(key);
  if (path !== null) return use(path);
  const folder = await mkdtemp(join(tempFolder, 'validate-'));
  try {
    const copy = join(folder, 'file');
    await pipeline(await store.read(key), createWriteStream(copy, { mode: 0o600 }));
    return await use(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
