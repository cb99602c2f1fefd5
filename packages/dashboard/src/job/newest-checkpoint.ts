import { areOneCheckpoint, entryOf } from '@trainyard/core/client';
import type { Answer } from '../api/types.ts';

type Checkpoint = Answer<'getJobResult'>['artifacts']['checkpoints'][number];

/** The files of a job's newest checkpoint: one, both of a model with two, or those of a folder; none before the first. */
export function newestCheckpoint(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const last = checkpoints.at(-1);
  if (last === undefined) return [];
  return checkpoints.filter(({ filename }) => areOneCheckpoint(last.filename, filename));
}

/** What an archive of several files of one checkpoint is called. */
export function archiveName(files: readonly Checkpoint[]): string {
  const entry = entryOf(files[0]?.filename ?? 'checkpoint');
  return `${entry.replace(/(?:_(?:high|low)_noise)?\.safetensors$/, '')}.zip`;
}
