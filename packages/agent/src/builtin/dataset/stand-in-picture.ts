import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { channels, pictureSide, pictureSize } from '../denoiser/dimensions.ts';
import { createRandomStream } from '../random.ts';

/** How much of a file's beginning and of its end decides its picture. */
const sampledBytes = 1 << 20;

/** Colours across the coarse grid that the picture is blown up from. */
const gridSide = 4;

/**
 * A picture to train on in place of a video, which this trainer cannot decode: soft colours that depend on
 * the file's size, beginning and end. It is NOT a frame of the video. Throws what the file system throws.
 */
export async function createStandInPicture(path: string): Promise<Uint8Array> {
  const digest = await digestFile(path);
  const random = createRandomStream(digest.readUInt32LE(0), 'stand-in', digest.readUInt32LE(4));
  const grid = Array.from({ length: gridSide * gridSide * channels }, () => random.uniform() * 255);
  const pixels = new Uint8Array(pictureSize);
  for (let index = 0; index < pictureSize; index += 1) {
    const pixel = Math.floor(index / channels);
    const x = ((pixel % pictureSide) / (pictureSide - 1)) * (gridSide - 1);
    const y = (Math.floor(pixel / pictureSide) / (pictureSide - 1)) * (gridSide - 1);
    pixels[index] = blend(grid, x, y, index % channels);
  }
  return pixels;
}

async function digestFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256').update(String(size));
    const buffer = Buffer.alloc(sampledBytes);
    for (const position of [0, Math.max(0, size - sampledBytes)]) {
      const { bytesRead } = await file.read(buffer, 0, sampledBytes, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest();
  } finally {
    await file.close();
  }
}

function blend(grid: readonly number[], x: number, y: number, channel: number): number {
  const left = Math.min(gridSide - 2, Math.floor(x));
  const top = Math.min(gridSide - 2, Math.floor(y));
  const colour = (column: number, row: number): number =>
    grid[(row * gridSide + column) * channels + channel] ?? 0;
  const upper = colour(left, top) * (1 - (x - left)) + colour(left + 1, top) * (x - left);
  const lower = colour(left, top + 1) * (1 - (x - left)) + colour(left + 1, top + 1) * (x - left);
  return Math.round(upper * (1 - (y - top)) + lower * (y - top));
}
