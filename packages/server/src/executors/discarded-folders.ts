import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders on their way out: gone at once from where they were, and deleted behind. */
export interface DiscardedFolders {
  /** Moves a folder away; one that is not there is fine. */
  take(folder: string): Promise<void>;
  /** Waits for what is being deleted. */
  close(): Promise<void>;
}

/**
 * Keeps what is to be deleted in `trash`, on the same disk. What a crash left there is deleted as well; what
 * cannot be deleted stays until the next start.
 */
export function createDiscardedFolders(trash: string): DiscardedFolders {
  const deleting = new Set<Promise<void>>();

  const remove = (folder: string) => {
    const removal = rm(folder, { recursive: true, force: true, maxRetries: 3 })
      .catch(() => undefined)
      .finally(() => {
        deleting.delete(removal);
      });
    deleting.add(removal);
  };

  const left = readdir(trash).then(
    (names) => {
      for (const name of names) remove(join(trash, name));
    },
    () => undefined,
  );

  return {
    async take(folder) {
      await left;
      await mkdir(trash, { recursive: true, mode: 0o700 });
      const place = join(trash, randomUUID());
      try {
        await rename(folder, place);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw error;
      }
      remove(place);
    },
    async close() {
      await left;
      await Promise.all(deleting);
    },
  };
}
