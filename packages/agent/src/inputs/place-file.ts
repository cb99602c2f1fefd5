import { constants } from 'node:fs';
import { copyFile, link, lstat } from 'node:fs/promises';

/** Errors after which a copy may still succeed: another file system, a limit of links, links not allowed. */
const linkRefusals = new Set(['EXDEV', 'EMLINK', 'EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Makes `target` the same file as `source` by a hard link, or a copy of it where no link can be. */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (!linkRefusals.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copy(source, target);
  }
}

/** Makes `target` a copy of `source`, sharing the blocks where the file system can. */
export async function copy(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
}

/** True where a regular file of this size lies at `path`. */
export async function isFileOfSize(path: string, sizeBytes: number): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isFile() && found.size === sizeBytes;
  } catch {
    return false;
  }
}
