import type { Sharp } from 'sharp';
import { channels, pictureSide } from '../denoiser/dimensions.ts';
import { TrainingError } from '../training-error.ts';

/** A picture of more pixels than this is refused before it is decoded. */
const maxInputPixels = 200_000_000;

/** Seconds after which a picture is given up. */
const timeoutSeconds = 30;

/** Loads the image library ahead. Throws where this installation lacks it, which is no fault of a picture. */
export async function loadDecoder(): Promise<void> {
  await import('sharp').catch((error: unknown) => {
    throw new TrainingError(`The image library cannot be loaded: ${String(error)}`);
  });
}

/**
 * A picture file as pixels of the model's size (0 … 255, row by row, red green blue), cut to a square.
 * Throws where the file is no whole picture.
 */
export async function decodePicture(path: string): Promise<Uint8Array> {
  // Loaded only here: the image library takes longer to load than the rest of the program together.
  const { default: sharp } = await import('sharp');
  const picture: Sharp = sharp(path, { limitInputPixels: maxInputPixels, failOn: 'error' });
  const { data, info } = await picture
    .rotate()
    .flatten({ background: '#000000' })
    .resize(pictureSide, pictureSide, { fit: 'cover' })
    .toColourspace('srgb')
    .timeout({ seconds: timeoutSeconds })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`it decodes to ${info.channels} channels instead of 3`);
  return new Uint8Array(data);
}
