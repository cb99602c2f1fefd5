import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderMark } from '../../artifacts/artifact-folder.ts';

/** Deeper or fuller is no folder of weights. */
const mostDepth = 4;
const mostFiles = 500;

/** A folder that holds one whole checkpoint. */
export interface CheckpointFolder {
  /** The step that it says it is of; null where it does not say. */
  readonly step: number | null;
  /** Paths inside it, with `/` between their parts; the mark comes last. */
  readonly files: readonly string[];
}

/** When the mark of a folder was written, in milliseconds since 1970; null where it has none, and is not whole. */
export async function markedAt(folder: string): Promise<number | null> {
  try {
    return (await stat(join(folder, folderMark))).mtimeMs;
  } catch {
    return null;
  }
}

/** Reads a folder that has its mark. Null while the mark is being written, or where the folder is none of weights. */
export async function readCheckpointFolder(folder: string): Promise<CheckpointFolder | null> {
  const mark = await readFile(join(folder, folderMark), 'utf8');
  if (mark.trim() === '') return null;
  const files = await listFiles(folder, '', mostDepth);
  if (files.length > mostFiles) return null;
  const others = files.filter((file) => file !== folderMark).sort();
  return others.length === 0 ? null : { step: readStep(mark), files: [...others, folderMark] };
}

/**
 * The step in the text of a mark, which the trainer writes as YAML, or as JSON inside it. Its own loader reads more
 * than any other, so only what is needed is looked for.
 */
export function readStep(mark: string): number | null {
  const info = /^training_info:([^\n]*(?:\n[ \t]+[^\n]*)*)/m.exec(mark)?.[1];
  const digits = /\bstep"?:\s*(\d{1,12})\b/.exec(info ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

async function listFiles(folder: string, prefix: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && depth > 1)
      found.push(...(await listFiles(folder, `${path}/`, depth - 1)));
    if (found.length > mostFiles) break;
  }
  return found;
}
