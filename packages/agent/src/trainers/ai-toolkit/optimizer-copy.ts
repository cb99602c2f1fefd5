import { constants } from 'node:fs';
import { copyFile, open, rm, stat } from 'node:fs/promises';

/**
 * Copies an optimizer state that is complete, and returns whether it was: a file that is missing, is still
 * being written, was changed meanwhile, or is older than `notBeforeMs` (milliseconds since 1970) is not taken.
 * The trainer overwrites the one file at each save, so a link to it would not keep anything.
 */
export async function copyOptimizerState(
  source: string,
  target: string,
  notBeforeMs: number,
): Promise<boolean> {
  try {
    const before = await stat(source);
    if (before.mtimeMs < notBeforeMs || !(await isCompleteArchive(source, before.size))) return false;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    const after = await stat(source);
    if (after.mtimeMs === before.mtimeMs && after.size === before.size && after.ino === before.ino) {
      return true;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(target, { force: true });
  return false;
}

/** PyTorch writes ZIP archives, whose directory comes last: a file that ends with it is whole. */
const directoryEnd = Buffer.from('PK\u0005\u0006', 'latin1');
const directoryEndBytes = 22;

async function isCompleteArchive(path: string, sizeBytes: number): Promise<boolean> {
  if (sizeBytes < directoryEndBytes) return false;
  const file = await open(path, 'r');
  try {
    const end = Buffer.alloc(directoryEnd.length);
    await file.read(end, 0, end.length, sizeBytes - directoryEndBytes);
    return end.equals(directoryEnd);
  } finally {
    await file.close();
  }
}
