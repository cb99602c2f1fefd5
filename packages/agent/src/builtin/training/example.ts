import {
  channels,
  patchSide,
  patchSize,
  pictureSide,
  pictureSize,
  tokensPerRow,
} from '../denoiser/dimensions.ts';
import { createRandomStream } from '../random.ts';

/** One thing to learn from: a noisy picture, its noise level, and the velocity to be predicted. */
export interface Example {
  readonly noisy: Float64Array;
  readonly time: number;
  readonly velocity: Float64Array;
}

/** The share of 1 that the golden section cuts off; its multiples fill the interval evenly. */
const goldenShare = 0.6180339887498949;

/**
 * Where on the way from picture (0) to noise (1) the example of this number stands. Consecutive numbers are
 * spread evenly instead of at random, which steadies the loss. `sigmoid` prefers the middle, as the trainer's
 * timestep type of that name does; anything else is even.
 */
export function chooseTime(seed: number, number: number, timestepType: string): number {
  const start = createRandomStream(seed, 'time').uniform();
  const even = 0.001 + 0.998 * ((start + number * goldenShare) % 1);
  if (timestepType !== 'sigmoid') return even;
  // Logistic of a normal number; the normal's quantiles are close to 0.55 times those of the logistic.
  return 1 / (1 + ((1 - even) / even) ** 0.55);
}

/** Mixes a picture (see `toPatches`) with the noise that belongs to this example number. */
export function createExample(picture: Float64Array, seed: number, number: number, time: number): Example {
  const random = createRandomStream(seed, 'noise', number);
  const noisy = new Float64Array(pictureSize);
  const velocity = new Float64Array(pictureSize);
  for (let index = 0; index < pictureSize; index += 1) {
    const noise = random.normal();
    const clean = picture[index] as number;
    noisy[index] = (1 - time) * clean + time * noise;
    velocity[index] = noise - clean;
  }
  return { noisy, time, velocity };
}

/** Pixels (0 … 255, row by row) as the model's patches (-1 … 1), mirrored where asked. */
export function toPatches(pixels: Uint8Array, mirror: { x: boolean; y: boolean }): Float64Array {
  const patches = new Float64Array(pictureSize);
  forEachNumber((x, y, channel, at) => {
    const fromX = mirror.x ? pictureSide - 1 - x : x;
    const fromY = mirror.y ? pictureSide - 1 - y : y;
    const value = pixels[(fromY * pictureSide + fromX) * channels + channel] as number;
    patches[at] = value / 127.5 - 1;
  });
  return patches;
}

/** The way back: the model's patches as pixels, values outside the range cut off. */
export function toPixels(patches: Float64Array): Uint8Array {
  const pixels = new Uint8Array(pictureSize);
  forEachNumber((x, y, channel, at) => {
    const value = Math.round(((patches[at] as number) + 1) * 127.5);
    pixels[(y * pictureSide + x) * channels + channel] = Math.min(255, Math.max(0, value));
  });
  return pixels;
}

function forEachNumber(visit: (x: number, y: number, channel: number, at: number) => void): void {
  for (let y = 0; y < pictureSide; y += 1) {
    for (let x = 0; x < pictureSide; x += 1) {
      const token = Math.floor(y / patchSide) * tokensPerRow + Math.floor(x / patchSide);
      const inPatch = ((y % patchSide) * patchSide + (x % patchSide)) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        visit(x, y, channel, token * patchSize + inPatch + channel);
      }
    }
  }
}
