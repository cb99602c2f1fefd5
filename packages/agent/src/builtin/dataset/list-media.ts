import { readdir } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import { TrainingError } from '../training-error.ts';

/** A file of a dataset that can be learnt from. */
export interface MediaFile {
  readonly path: string;
  readonly kind: 'picture' | 'video';
}

const pictureExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);
const videoExtensions = new Set(['.mp4', '.avi', '.mov', '.webm', '.mkv', '.wmv', '.m4v', '.flv']);

/**
 * The media files in a folder and the folders below it, in an order that depends on their names alone.
 * Hidden files and folders are left out, as are control pictures. Throws TrainingError where the folder
 * cannot be listed.
 */
export async function listMedia(folder: string): Promise<MediaFile[]> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch {
    throw new TrainingError(`The dataset folder "${basename(folder)}" is missing or cannot be listed.`);
  }
  const media: MediaFile[] = [];
  for (const name of names.sort()) {
    const parts = name.split(sep);
    if (parts.some((part) => part.startsWith('.')) || parts.includes('_controls')) continue;
    const extension = extname(name).toLowerCase();
    if (pictureExtensions.has(extension)) media.push({ path: join(folder, name), kind: 'picture' });
    else if (videoExtensions.has(extension)) media.push({ path: join(folder, name), kind: 'video' });
  }
  return media;
}
