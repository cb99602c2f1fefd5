import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidatorPool } from './validator-pool.ts';
import type { Verdict } from './verdict.ts';

/** Which thumbnail: of which version of a file, and how large. Ids are lower-case UUIDs. */
export interface ThumbnailKey {
  readonly datasetId: string;
  readonly fileId: string;
  readonly sizePx: number;
}

/** A thumbnail on the disk, or why there can be none, as the end of a sentence. */
export type Thumbnail =
  | { readonly path: string; readonly sizeBytes: number }
  | { readonly undrawable: string };

/** Small pictures, made when they are first asked for and kept as long as there is room. */
export interface ThumbnailCache {
  /**
   * The thumbnail, made by `draw` from a local copy of the picture unless it is there already. Two who ask at
   * once wait for the same one; it is given up when all of them have gone before it was begun.
   */
  get(
    key: ThumbnailKey,
    withPicture: (use: (path: string) => Promise<Verdict>) => Promise<Verdict>,
    signal: AbortSignal,
  ): Promise<Thumbnail>;
  /** Removes what `currentFiles` does not name, and of the rest what was not used for longest while there is too much. */
  sweep(currentFiles: (datasetId: string) => Promise<ReadonlySet<string>>): Promise<void>;
}

interface Drawing {
  readonly result: Promise<Thumbnail>;
  readonly abort: AbortController;
  waiting: number;
}

const touchEveryMs = 24 * 60 * 60 * 1000;
const staleTempMs = 60 * 60 * 1000;

/** A cache in a folder of its own; nothing else may be in there. */
export function createThumbnailCache(options: {
  readonly folder: string;
  readonly pool: Pick<ValidatorPool, 'draw'>;
  readonly maxBytes: number;
}): ThumbnailCache {
  const { folder, pool } = options;
  const drawings = new Map<string, Drawing>();

  const draw = async (
    key: ThumbnailKey,
    withPicture: Parameters<ThumbnailCache['get']>[1],
    signal: AbortSignal,
  ): Promise<Thumbnail> => {
    const path = pathOf(folder, key);
    const target = join(folder, key.datasetId, `${randomUUID()}.part`);
    await mkdir(join(folder, key.datasetId), { recursive: true, mode: 0o700 });
    try {
      const verdict = await withPicture((picture) =>
        pool.draw({ path: picture, thumbnail: { target, sizePx: key.sizePx } }, signal),
      );
      if (verdict.broken) return { undrawable: verdict.reason };
      await rename(target, path);
      return { path, sizeBytes: (await stat(path)).size };
    } finally {
      await rm(target, { force: true });
    }
  };

  const begin = (name: string, ...request: Parameters<ThumbnailCache['get']>): Drawing => {
    const abort = new AbortController();
    const result = draw(request[0], request[1], abort.signal).finally(() => drawings.delete(name));
    result.catch(() => {});
    const drawing = { result, abort, waiting: 0 };
    drawings.set(name, drawing);
    return drawing;
  };

  return {
    async get(key, withPicture, signal) {
      const path = pathOf(folder, key);
      const kept = await stat(path).catch(nullIfMissing);
      if (kept !== null) {
        await touch(path, kept.mtimeMs);
        return { path, sizeBytes: kept.size };
      }
      let drawing = drawings.get(path);
      if (drawing === undefined || drawing.abort.signal.aborted)
        drawing = begin(path, key, withPicture, signal);
      const joined = drawing;
      joined.waiting++;
      const leave = () => {
        joined.waiting--;
        if (joined.waiting === 0) joined.abort.abort(new Error('Nobody waits for the thumbnail any more.'));
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await joined.result;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },

    async sweep(currentFiles) {
      const kept: { path: string; bytes: number; usedAt: number }[] = [];
      for (const datasetId of await readdir(folder)
        .catch(nullIfMissing)
        .then((names) => names ?? [])) {
        const current = await currentFiles(datasetId);
        if (current.size === 0) {
          await rm(join(folder, datasetId), { recursive: true, force: true });
          continue;
        }
        for (const name of await readdir(join(folder, datasetId))) {
          const path = join(folder, datasetId, name);
          const info = await stat(path).catch(nullIfMissing);
          if (info === null) continue;
          const isCurrent = name.endsWith('.part')
            ? Date.now() - info.mtimeMs < staleTempMs
            : current.has(name.slice(0, 36));
          if (isCurrent) kept.push({ path, bytes: info.size, usedAt: info.mtimeMs });
          else await rm(path, { force: true });
        }
      }
      let bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
      kept.sort((a, b) => a.usedAt - b.usedAt);
      for (const file of kept) {
        if (bytes <= options.maxBytes) return;
        await rm(file.path, { force: true });
        bytes -= file.bytes;
      }
    },
  };
}

function pathOf(folder: string, { datasetId, fileId, sizePx }: ThumbnailKey): string {
  return join(folder, datasetId, `${fileId}-${sizePx}.webp`);
}

/** Once a day is enough to know what was not used for longest. */
async function touch(path: string, mtimeMs: number): Promise<void> {
  const now = Date.now();
  if (now - mtimeMs > touchEveryMs) await utimes(path, now / 1000, now / 1000).catch(nullIfMissing);
}

function nullIfMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
