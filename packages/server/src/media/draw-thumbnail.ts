import { decodeOptions, maxPixels, reasonOf, sharp } from './sharp-for-strangers.ts';
import { broken, noFacts, type ThumbnailOrder, type Verdict } from './verdict.ts';

const quality = 78;

/** Writes a picture made small, upright as it is shown, without anything that was written into its file. */
export async function drawThumbnail({ path, thumbnail }: ThumbnailOrder): Promise<Verdict> {
  const { sizePx, target } = thumbnail;
  try {
    const { width, height } = await sharp(path, decodeOptions).metadata();
    if (width * height > maxPixels) return broken('has too many pixels');
    await sharp(path, decodeOptions)
      .autoOrient()
      .resize(sizePx, sizePx, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toFile(target);
    return { broken: false, facts: noFacts };
  } catch (error) {
    return broken(`cannot be decoded (${reasonOf(error)})`);
  }
}
