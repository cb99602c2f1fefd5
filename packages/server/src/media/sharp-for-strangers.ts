import sharp from 'sharp';

// Decoders for formats that are refused anyway would only be more to attack.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile'],
});
sharp.cache(false);
sharp.concurrency(1);

/** The image library with everything shut that pictures of strangers do not need. */
export { sharp };

/** Twice Pillow's MAX_IMAGE_PIXELS: above it the trainer refuses the picture as a decompression bomb. */
export const maxPixels = 178_956_970;

/** How a picture is decoded; its pixels are counted before. */
export const decodeOptions = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const;

/** Why a picture could not be decoded, in words that name nothing of this machine. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/unsupported image format/i.test(message)) return 'it is not a JPEG, PNG or WebP picture';
  if (/premature end|truncated|read error|out of data|not enough data/i.test(message)) return 'it is cut off';
  return 'its data is damaged';
}
