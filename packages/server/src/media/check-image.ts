import { open } from 'node:fs/promises';
import { decodeOptions, maxPixels, reasonOf, sharp } from './sharp-for-strangers.ts';
import { broken, noFacts, type Verdict } from './verdict.ts';

/**
 * Decodes the whole picture. It is in order when it is a JPEG, PNG or WebP, whatever its name says (the
 * trainer goes by content too), is complete, and is within the pixels that the trainer reads.
 */
export async function checkImage(path: string): Promise<Verdict> {
  const foreign = await foreignFormat(path);
  if (foreign !== null) return broken(`is ${foreign}, not a JPEG, PNG or WebP picture`);
  try {
    const { width, height, autoOrient } = await sharp(path, decodeOptions).metadata();
    if (width * height > maxPixels) {
      return broken(`has ${width} x ${height} pixels, and the trainer reads at most ${maxPixels}`);
    }
    await sharp(path, decodeOptions).resize(8, 8, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
    return { broken: false, facts: { ...noFacts, width: autoOrient.width, height: autoOrient.height } };
  } catch (error) {
    return broken(`cannot be decoded (${reasonOf(error)})`);
  }
}

/** Pictures that are often renamed by mistake, by their first bytes. */
const signatures: readonly (readonly [offset: number, bytes: string, name: string])[] = [
  [4, 'ftyphei', 'a HEIC picture'],
  [4, 'ftypmif1', 'a HEIC picture'],
  [4, 'ftypavif', 'an AVIF picture'],
  [0, 'GIF8', 'a GIF picture'],
  [0, 'BM', 'a BMP picture'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [0, '%PDF', 'a PDF document'],
  [0, '<svg', 'an SVG drawing'],
  [0, '<', 'a text or web page'],
];

async function foreignFormat(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return signatures.find(([offset, bytes]) => head.startsWith(bytes, offset))?.[2] ?? null;
  } finally {
    await file.close();
  }
}
