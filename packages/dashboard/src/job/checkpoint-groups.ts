import { entryOf } from '@trainyard/core/client';
import type { KeptResult } from './kept-links.ts';

/** One file of a checkpoint. */
export type CheckpointFile = KeptResult['artifacts']['checkpoints'][number];

/** What is one checkpoint for the reader: a file, or a folder of files. */
interface CheckpointGroup {
  /** The folder's name; null for a file by itself. */
  readonly folder: string | null;
  readonly sizeBytes: number;
  readonly files: readonly [CheckpointFile, ...CheckpointFile[]];
}

/** Puts the files of each folder together; the order of what comes first in each stays. */
export function groupCheckpoints(files: readonly CheckpointFile[]): CheckpointGroup[] {
  const groups = new Map<string, CheckpointGroup>();
  for (const file of files) {
    const name = entryOf(file.filename);
    const before = groups.get(name);
    groups.set(name, {
      folder: name === file.filename ? null : name,
      sizeBytes: (before?.sizeBytes ?? 0) + file.size_bytes,
      files: before === undefined ? [file] : [...before.files, file],
    });
  }
  return [...groups.values()];
}
