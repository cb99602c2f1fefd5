import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { broken, noFacts, type Verdict } from './verdict.ts';

/** Twice Pillow's MAX_IMAGE_PIXELS: above it the trainer refuses the picture as a decompression bomb. */
const maxPixels = 178_956_970;

// Decoders for formats that are refused anyway would only be more to attack.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile'],
});
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes the whole picture. It is in order when it is a JPEG, PNG or WebP, whatever its name says (the
 * trainer goes by content too), is complete, and is within the pixels that the trainer reads.
 */
export async function checkImage(path: string): Promise<Verdict> {
  const foreign = await foreignFormat(path);
  if (foreign !== null) return broken(`is ${foreign}, not a JPEG, PNG or WebP picture`);
  const options = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const;
  try {
    const { width, height, autoOrient } = await sharp(path, options).metadata();
    if (width * height > maxPixels) {
      return broken(`has ${width} x ${height} pixels, and the trainer reads at most ${maxPixels}`);
    }
    await sharp(path, options).resize(8, 8, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
    return { broken: false, facts: { ...noFacts, width: autoOrient.width, height: autoOrient.height } };
  } catch (error) {
    return broken(`cannot be decoded (${reasonOf(error)})`);
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/unsupported image format/i.test(message)) return 'it is not a JPEG, PNG or WebP picture';
  if (/premature end|truncated|read error|out of data|not enough data/i.test(message)) return 'it is cut off';
  return 'its data is damaged';
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
