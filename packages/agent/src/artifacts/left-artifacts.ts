import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactRequest } from '@trainyard/core';
import { runFolders } from '../supervisor/run-folders.ts';
import { measureWholeFile } from './artifact-file.ts';
import { folderOf } from './artifact-folder.ts';

/** What is written beside a file that waits to be sent. */
type StagedArtifact = Pick<ArtifactRequest, 'kind' | 'filename' | 'step' | 'index' | 'prompt'>;

/** A whole file that an agent took in hand and did not hand over. */
export interface LeftArtifact {
  /** Where its bytes are. */
  readonly path: string;
  readonly artifact: Omit<ArtifactRequest, 'fence'>;
}

const suffix = '.json';

/** Notes what a staged file is, for whoever finds it when this agent is dead. */
export function noteStaged(staged: string, { kind, filename, step, index, prompt }: StagedArtifact): void {
  const record: StagedArtifact = { kind, filename, step, index, prompt };
  writeFileSync(staged + suffix, JSON.stringify(record), { mode: 0o600 });
}

/** Takes the note away: the file was handed over, or nobody wants it any more. */
export function forgetStaged(staged: string): void {
  rmSync(staged + suffix, { force: true });
}

/**
 * The whole files in the folder of a run that its agent, now dead, had not handed over, in the order in which
 * they were made. What is cut off or changes while it is read is left out, and with it what follows of its folder.
 */
export async function leftArtifacts(runFolder: string): Promise<readonly LeftArtifact[]> {
  const { staging } = runFolders(runFolder, 'job');
  const left: LeftArtifact[] = [];
  const brokenFolders = new Set<string>();
  const notes = listFolder(staging).filter((name) => name.endsWith(suffix));
  for (const note of notes.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const path = join(staging, note.slice(0, -suffix.length));
    let folder: string | null = null;
    try {
      const staged = JSON.parse(readFileSync(join(staging, note), 'utf8')) as StagedArtifact;
      folder = folderOf(staged.filename);
      if (folder !== null && brokenFolders.has(folder)) continue;
      const { sizeBytes, sha256 } = await measureWholeFile(path, 0);
      left.push({ path, artifact: { ...staged, size_bytes: sizeBytes, sha256 } });
    } catch {
      // The note or the file is not whole: the agent died, or the disk was full, while it was made.
      if (folder !== null) brokenFolders.add(folder);
    }
  }
  return left;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing was staged.
    return [];
  }
}
