import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, readdir, rename, rmdir, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { findObjectKey, parseObjectKey } from './object-key.ts';
import {
  type ObjectInfo,
  type ObjectKey,
  ObjectMissingError,
  type ObjectStore,
  type PutLimits,
} from './object-store.ts';
import { writeHashed } from './write-hashed.ts';

/**
 * Time stamps of a folder move in steps of the kernel's clock tick (up to 10 ms, more on network file
 * systems): a folder changed more recently than this may change again without its time stamp moving.
 */
const timestampSlackMs = 2_000;
/** A write of another process on the same folder that has not moved for so long is not going on any more. */
const staleTempMs = 60 * 60 * 1000;
const minFreeBytes = 16 * 1024 * 1024;

/**
 * A store in one folder of this machine: `files/` holds one for each key, `tmp/` what is still being
 * written. Bytes get their final name only when they are whole and on the disk. Throws where the folders
 * cannot be made.
 */
export async function createDiskStore({ root }: { root: string }): Promise<ObjectStore> {
  const objects = join(root, 'files');
  const temp = join(root, 'tmp');
  for (const folder of [root, objects, temp]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeStaleFiles(temp);
  /** What this very process is writing, however slowly. */
  const writing = new Set<string>();
  const pathOf = (key: ObjectKey) => join(objects, parseObjectKey(key));
  const makeFolder = createFolderMaker(objects);

  const moveDurably = async (from: string, to: string) => {
    await makeFolder(dirname(to));
    await rename(from, to).catch(async (error: unknown) => {
      // `delete` has just taken the empty folder away.
      if (!isMissing(error)) throw error;
      await makeFolder(dirname(to));
      await rename(from, to);
    });
    await syncFolder(dirname(to));
  };

  return {
    name: 'disk',

    async put(key: ObjectKey, bytes: Readable, limits: PutLimits): Promise<ObjectInfo> {
      // It may fail before anybody reads it; the reading then says so.
      bytes.on('error', () => {});
      const target = pathOf(key);
      const unfinished = join(temp, randomUUID());
      writing.add(unfinished);
      try {
        const info = await writeDurably(unfinished, bytes, limits);
        await moveDurably(unfinished, target);
        return info;
      } catch (error) {
        await unlink(unfinished).catch(() => {});
        throw error;
      } finally {
        writing.delete(unfinished);
        bytes.destroy();
      }
    },

    sweep: () => removeStaleFiles(temp, writing),

    async head(key) {
      const info = await stat(pathOf(key)).catch(nullIfMissing);
      return info === null ? null : { sizeBytes: info.size };
    },

    async read(key, range) {
      // Opened here and not by the stream, so that a missing object is an answer and not a broken download.
      const file = await open(pathOf(key)).catch((error: unknown) => {
        if (isMissing(error)) throw new ObjectMissingError('There is no such object.', { cause: error });
        throw error;
      });
      return file.createReadStream({ highWaterMark: 256 * 1024, ...range });
    },

    async delete(key) {
      const path = pathOf(key);
      await unlink(path).catch(nullIfMissing);
      // The folder goes with its last object; where others are left, this fails and changes nothing.
      await rmdir(dirname(path)).catch(() => {});
    },

    async *list(prefix) {
      const folder = await opendir(join(objects, prefix), { bufferSize: 1024 }).catch(nullIfMissing);
      if (folder === null) {
        await stat(objects);
        return;
      }
      for await (const entry of folder) {
        const key = entry.isFile() ? findObjectKey(`${prefix}${entry.name}`) : null;
        if (key !== null) yield key;
      }
    },

    async listingToken(prefix) {
      const now = Date.now();
      const info = await stat(join(objects, prefix), { bigint: true }).catch(nullIfMissing);
      if (info === null) {
        // A folder that was never made and one that was removed look the same; a lost disk does not.
        await stat(objects);
        return 'none';
      }
      if (!info.isDirectory()) throw new Error('What should be a folder of objects is none.');
      const settled = now - Number(info.mtimeMs) > timestampSlackMs;
      return settled ? `${info.ino}:${info.mtimeNs}:${info.ctimeNs}` : null;
    },

    localPath: pathOf,

    async check() {
      const { bavail, bsize } = await statfs(objects);
      if (bavail * bsize < minFreeBytes) throw new Error('The disk of the object store is full.');
      const probe = join(temp, randomUUID());
      const file = await open(probe, 'wx', 0o600);
      await file.close();
      await unlink(probe);
    },
  };
}

async function writeDurably(path: string, bytes: Readable, limits: PutLimits): Promise<ObjectInfo> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await writeHashed(file, bytes, limits);
  } finally {
    await file.close();
  }
}

/**
 * Makes folders so that each new entry survives a power cut. Two puts into the same new folder wait for the
 * same synchronisation: neither may report success before it.
 */
function createFolderMaker(above: string): (folder: string) => Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  const make = async (folder: string) => {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let parent = dirname(folder); parent.length >= above.length; parent = dirname(parent)) {
      await syncFolder(parent);
    }
  };
  return (folder) => {
    const known = underWay.get(folder);
    if (known !== undefined) return known;
    const making = make(folder).finally(() => underWay.delete(folder));
    underWay.set(folder, making);
    return making;
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What a crash left half written. Young files may be in the hands of another process on the same folder. */
async function removeStaleFiles(folder: string, writing: ReadonlySet<string> = new Set()): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (writing.has(path)) continue;
    const info = await stat(path).catch(nullIfMissing);
    if (info !== null && Date.now() - info.mtimeMs > staleTempMs) await unlink(path).catch(nullIfMissing);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
