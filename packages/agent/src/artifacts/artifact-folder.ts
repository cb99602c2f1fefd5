/**
 * The file that is published last of a checkpoint that is a folder: whoever has it, has all the others. It is the one
 * that AI Toolkit writes last.
 */
export const folderMark = 'aitk_meta.yaml';

/** The folder that an artifact belongs to, by its name `folder/…/file`; null for one that is a file by itself. */
export function folderOf(filename: string): string | null {
  const end = filename.indexOf('/');
  return end === -1 ? null : filename.slice(0, end);
}
