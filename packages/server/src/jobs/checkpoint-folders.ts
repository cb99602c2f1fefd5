import { folderMark, folderOf } from '@trainyard/agent';
import type { ArtifactsTable } from '../db/tables.ts';

type File = Pick<ArtifactsTable, 'kind' | 'filename' | 'run_id' | 'published_at'>;

/**
 * The folders among checkpoints that are not whole: their last file has not come, or files of a later save have
 * taken the places of some. Such a folder is neither shown nor resumed from.
 */
export function incompleteFolders(artifacts: readonly File[]): ReadonlySet<string> {
  const folders = new Map<string, File[]>();
  for (const artifact of artifacts) {
    const folder = artifact.published_at === null ? null : checkpointFolder(artifact);
    if (folder === null) continue;
    const files = folders.get(folder);
    if (files === undefined) folders.set(folder, [artifact]);
    else files.push(artifact);
  }
  const isWhole = (folder: string, files: readonly File[]) =>
    files.some(({ filename }) => filename === `${folder}/${folderMark}`) &&
    files.every(({ run_id: runId }) => runId === files[0]?.run_id);
  return new Set([...folders].filter(([folder, files]) => !isWhole(folder, files)).map(([folder]) => folder));
}

/** The folder of a checkpoint that is one; null for every other artifact. */
export function checkpointFolder({ kind, filename }: Pick<File, 'kind' | 'filename'>): string | null {
  return kind === 'checkpoint' ? folderOf(filename) : null;
}

/** True for an artifact whose coming completes a checkpoint: of a folder, the last file. */
export function completesCheckpoint(artifact: { readonly kind: string; readonly filename: string }): boolean {
  if (artifact.kind !== 'checkpoint') return false;
  const folder = folderOf(artifact.filename);
  return folder === null || artifact.filename === `${folder}/${folderMark}`;
}
