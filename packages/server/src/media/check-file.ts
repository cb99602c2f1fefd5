import { stat } from 'node:fs/promises';
import { checkCaption } from './check-caption.ts';
import { checkImage } from './check-image.ts';
import { checkVideo } from './check-video.ts';
import { broken, type MediaFile, type Verdict } from './verdict.ts';

/** Looks into a file as its kind demands. Throws only where the file could not be read at all. */
export async function checkFile({ path, kind }: MediaFile): Promise<Verdict> {
  if (kind === 'caption') return checkCaption(path);
  const { size } = await stat(path);
  if (size === 0) return broken('is empty');
  return kind === 'image' ? checkImage(path) : checkVideo(path);
}
