import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileKindOf, fileNameProblem } from '@trainyard/core';

/** A file on this machine that is to be uploaded. */
export interface LocalFile {
  readonly path: string;
  readonly filename: string;
  readonly sizeBytes: number;
}

export interface CollectedFiles {
  readonly files: readonly LocalFile[];
  /** What lies in the folders and is left out, with the reason. */
  readonly skipped: readonly string[];
  /** What was asked for and cannot be uploaded; nothing should be, while there are any. */
  readonly faults: readonly string[];
}

/**
 * The files that folders and single paths stand for. A folder gives its own files of the kinds that a
 * dataset can hold, by name; what lies in folders inside it is left out, because a dataset has none.
 */
export async function collectFiles(paths: readonly string[], cwd: string): Promise<CollectedFiles> {
  const files: LocalFile[] = [];
  const skipped: string[] = [];
  const faults: string[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const kind = await kindOfPath(absolute);
    if (kind === 'folder') await collectFolder(path, absolute, files, skipped, faults);
    else if (kind === 'file') await collectFile(path, absolute, files, faults);
    else faults.push(`${path} ${kindProblems[kind]}`);
  }
  return { files, skipped, faults: [...faults, ...findTwins(files)] };
}

const kindProblems = {
  missing: 'does not exist',
  locked: 'cannot be read: permission is missing',
  other: 'is neither a file nor a folder',
} as const;

async function kindOfPath(path: string): Promise<'file' | 'folder' | keyof typeof kindProblems> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EACCES') return 'locked';
    throw error;
  }
}

async function collectFolder(
  shownPath: string,
  folder: string,
  files: LocalFile[],
  skipped: string[],
  faults: string[],
): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    // What an editor or a desktop leaves behind (.DS_Store) is not worth a word.
    if (name.startsWith('.')) continue;
    const shown = join(shownPath, name);
    const absolute = join(folder, name);
    const kind = await kindOfPath(absolute);
    if (kind === 'folder') skipped.push(`${shown} is a folder`);
    else if (kind !== 'file') skipped.push(`${shown} is not a file`);
    else if (fileKindOf(name) === null) skipped.push(`${shown} is not an image, video or caption`);
    else await collectFile(shown, absolute, files, faults);
  }
}

async function collectFile(
  shownPath: string,
  path: string,
  files: LocalFile[],
  faults: string[],
): Promise<void> {
  const filename = basename(path);
  const problem = fileNameProblem(filename);
  if (problem !== null) faults.push(`${shownPath}: the name ${problem}`);
  else files.push({ path, filename, sizeBytes: (await stat(path)).size });
}

/** Two files of one name would overwrite each other in the dataset. */
function findTwins(files: readonly LocalFile[]): string[] {
  const byName = new Map<string, string>();
  const faults: string[] = [];
  for (const { filename, path } of files) {
    const other = byName.get(filename);
    if (other !== undefined) {
      faults.push(
        other === path ? `${path} is given twice` : `${other} and ${path} would both be "${filename}"`,
      );
    }
    byName.set(filename, path);
  }
  return faults;
}
