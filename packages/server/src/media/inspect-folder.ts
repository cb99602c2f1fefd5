import { opendir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DatasetFile, type FileKind, fileKindOf, fileNameProblem } from '@trainyard/core/preflight';
import { forkValidator } from './fork-validator.ts';
import { createValidatorPool, type ValidatorPool } from './validator-pool.ts';

/** What a folder on this machine would be as a dataset. */
export interface InspectedFolder {
  /** Files that a dataset can hold and that are in order, by name. */
  readonly files: readonly DatasetFile[];
  /** Files that would make the dataset FAILED, each as a sentence: `"a.jpg" is cut off.` */
  readonly broken: readonly string[];
  /** What a dataset cannot hold, each as the end of a sentence: `notes.pdf is not of a supported type`. */
  readonly leftOut: readonly string[];
}

/** Looks into folders with the same processes and the same rules as the server looks into uploads. */
export interface FolderInspector {
  /**
   * Reads every file of a folder; folders inside it are left out. `onFile` hears of each that is done. Throws
   * where the folder cannot be listed or has more than a hundred thousand entries.
   */
  inspect(folder: string, onFile?: (done: number, total: number) => void): Promise<InspectedFolder>;
  /** Ends the processes; what is under way is rejected. */
  close(): Promise<void>;
}

const maxEntries = 100_000;
const fileTimeoutMs = 60_000;

/** Its processes start with the first file. Close it. */
export function createFolderInspector(): FolderInspector {
  let pool: ValidatorPool | null = null;
  let closed = false;
  const openPool = (): ValidatorPool => {
    if (closed) throw new Error('The inspector of folders was closed.');
    pool ??= createValidatorPool({
      size: Math.min(4, availableParallelism()),
      timeoutMs: fileTimeoutMs,
      fork: forkValidator,
    });
    return pool;
  };
  return {
    async inspect(folder, onFile) {
      const { media, leftOut } = await listFolder(folder);
      const files: DatasetFile[] = [];
      const broken: string[] = [];
      let done = 0;
      const look = async ({ filename, kind }: ListedFile): Promise<void> => {
        const verdict = await openPool().validate({ path: join(folder, filename), kind });
        if (verdict.broken) broken.push(`${JSON.stringify(filename)} ${verdict.reason}.`);
        else files.push({ filename, ...verdict.facts });
        done += 1;
        onFile?.(done, media.length);
      };
      await Promise.all(media.map(look));
      files.sort((a, b) => (a.filename < b.filename ? -1 : 1));
      return { files, broken: broken.sort(), leftOut: leftOut.sort() };
    },
    async close() {
      closed = true;
      await pool?.close();
    },
  };
}

interface ListedFile {
  readonly filename: string;
  readonly kind: FileKind;
}

async function listFolder(folder: string): Promise<{ media: ListedFile[]; leftOut: string[] }> {
  const media: ListedFile[] = [];
  const leftOut: string[] = [];
  let entries = 0;
  for await (const { name } of await opendir(folder)) {
    entries += 1;
    if (entries > maxEntries) throw new Error(`${folder} has more than ${maxEntries} entries`);
    // What an editor or a desktop leaves behind (.DS_Store) is not worth a word.
    if (name.startsWith('.')) continue;
    const kind = fileKindOf(name);
    const problem = fileNameProblem(name) ?? (await problemOfEntry(join(folder, name)));
    if (problem === null && kind !== null) media.push({ filename: name, kind });
    else leftOut.push(`${JSON.stringify(name)} ${problem}`);
  }
  return { media, leftOut };
}

/** A pipe or a device that calls itself a picture would never come to an end. */
async function problemOfEntry(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isFile() ? null : 'is not a file';
  } catch {
    return 'cannot be read';
  }
}
