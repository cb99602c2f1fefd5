import { embedCaption } from '../denoiser/conditioning.ts';
import type { Denoiser } from '../denoiser/denoiser.ts';
import { pictureSide, pictureSize } from '../denoiser/dimensions.ts';
import type { TrainerEvent } from '../protocol.ts';
import { createRandomStream } from '../random.ts';
import type { SampleFormat, SampleSettings, SamplingSettings } from '../settings/sampling-settings.ts';
import { toPixels } from '../training/example.ts';
import type { JobFolder } from './job-folder.ts';
import { addNoteStrip } from './note-strip.ts';
import { writeWholeFile } from './whole-file.ts';

/** Longest side of a sample in pixels; the model's own pictures are much smaller. */
const maxSide = 512;

/** What drawing needs. */
export interface SampleWriterOptions {
  readonly folder: JobFolder;
  readonly sampling: SamplingSettings;
  readonly denoiser: Denoiser;
  readonly emit: (event: TrainerEvent) => Promise<void>;
  /** Asked between pictures. */
  readonly shouldStop: () => boolean;
  readonly now: () => number;
}

/** Draws the config's samples with the model as it now is, and writes each as it is done. */
export async function writeSamples(step: number, options: SampleWriterOptions): Promise<void> {
  const { sampling, denoiser, folder } = options;
  for (const [index, sample] of sampling.samples.entries()) {
    if (options.shouldStop()) return;
    const pixels = draw(denoiser, sample, sample.seed < 0 ? step : 0);
    const bytes = await encodeSample(pixels, sample, sampling.format);
    const path = folder.sample(options.now(), step, index, sampling.format);
    await writeWholeFile(path, bytes);
    await options.emit({ event: 'sample', path, step, index, prompt: sample.prompt });
  }
}

/** Follows the model's velocity from pure noise to a picture, in equal steps (Euler's method). */
function draw(denoiser: Denoiser, sample: SampleSettings, variant: number): Uint8Array {
  const random = createRandomStream(sample.seed, 'sample', variant);
  const caption = embedCaption(sample.prompt);
  const picture = new Float64Array(pictureSize);
  for (let index = 0; index < pictureSize; index += 1) picture[index] = random.normal();
  for (let step = 0; step < sample.steps; step += 1) {
    const velocity = denoiser.predict(picture, 1 - step / sample.steps, caption);
    for (let index = 0; index < pictureSize; index += 1) {
      picture[index] = (picture[index] as number) - (velocity[index] as number) / sample.steps;
    }
  }
  return toPixels(picture);
}

async function encodeSample(
  pixels: Uint8Array,
  sample: SampleSettings,
  format: SampleFormat,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const shrink = Math.min(1, maxSide / Math.max(sample.width, sample.height));
  const width = Math.max(1, Math.round(sample.width * shrink));
  const height = Math.max(1, Math.round(sample.height * shrink));
  const enlarged = await sharp(pixels, { raw: { width: pictureSide, height: pictureSide, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  addNoteStrip(enlarged, width, height);
  const picture = sharp(enlarged, { raw: { width, height, channels: 3 } });
  return picture.toFormat(format === 'jpg' ? 'jpeg' : format).toBuffer();
}
