/** A model that is trained in two stages has a checkpoint file for each. */
export type Stage = 'high' | 'low';

const stageSuffix = /_(high|low)_noise\.safetensors$/;

/** The stage whose weights a file holds, by its name; null for a file of the whole model. */
export function stageOf(filename: string): Stage | null {
  return (stageSuffix.exec(filename)?.[1] as Stage | undefined) ?? null;
}

/** The file that holds the other stage; null for a file of the whole model. */
export function partnerFile(filename: string): string | null {
  const stage = stageOf(filename);
  if (stage === null) return null;
  return filename.replace(stageSuffix, `_${stage === 'high' ? 'low' : 'high'}_noise.safetensors`);
}

/**
 * True for two names of one checkpoint: the same file, both stages of a model, or files of one folder; a folder may be
 * named by itself.
 */
export function areOneCheckpoint(filename: string, other: string): boolean {
  return entryOf(filename) === entryOf(other) || partnerFile(filename) === other;
}

/** What lies beside other checkpoints: the file itself, or the folder that it is in. */
export function entryOf(filename: string): string {
  const end = filename.indexOf('/');
  return end === -1 ? filename : filename.slice(0, end);
}
