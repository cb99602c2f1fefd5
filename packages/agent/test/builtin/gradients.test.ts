import { describe, expect, it } from 'vitest';
import { embedCaption } from '../../src/builtin/denoiser/conditioning.ts';
import { createDenoiser } from '../../src/builtin/denoiser/denoiser.ts';
import { pictureSize } from '../../src/builtin/denoiser/dimensions.ts';
import { createRandomStream } from '../../src/builtin/random.ts';
import { type Adapters, createAdapters } from '../../src/builtin/training/adapters.ts';
import { createExample, toPatches, toPixels } from '../../src/builtin/training/example.ts';
import { learnExample } from '../../src/builtin/training/learner.ts';

const caption = embedCaption('a photo of sks');

function randomPixels(seed: number): Uint8Array {
  const random = createRandomStream(seed, 'pixels');
  return Uint8Array.from({ length: pictureSize }, () => random.below(256));
}

function fillUp(adapters: Adapters): void {
  const random = createRandomStream(3, 'up');
  for (const { name, values } of adapters.parameters) {
    if (name.endsWith('lora_B.weight')) values.set(Array.from(values, () => 0.2 * random.normal()));
  }
}

describe('the gradient', () => {
  it.each([3, 8])('of every adapter of rank %d is that of finite differences', (rank) => {
    const denoiser = createDenoiser();
    const adapters = createAdapters(denoiser.layers, rank, 5, 1);
    fillUp(adapters);
    const picture = toPatches(randomPixels(1), { x: false, y: false });
    const example = createExample(picture, 1, 0, 0.4);
    const lossNow = (): number => {
      adapters.apply();
      const prediction = denoiser.predict(example.noisy, example.time, caption);
      const squares = prediction.map((value, index) => (value - (example.velocity[index] ?? 0)) ** 2);
      return squares.reduce((sum, square) => sum + square, 0) / squares.length;
    };
    adapters.apply();
    learnExample(denoiser, example, caption, 1);
    adapters.collectGradients();
    const random = createRandomStream(2, 'choice');
    for (const { name, values, gradient } of adapters.parameters) {
      for (let trial = 0; trial < 2; trial += 1) {
        const index = random.below(values.length);
        const kept = values[index] ?? 0;
        // Values are kept in 32 bits, so the distance is measured after rounding.
        values[index] = kept + 1e-3;
        const above = values[index] ?? 0;
        const lossAbove = lossNow();
        values[index] = kept - 1e-3;
        const below = values[index] ?? 0;
        const lossBelow = lossNow();
        values[index] = kept;
        const numeric = (lossAbove - lossBelow) / (above - below);
        const expected = gradient[index] ?? 0;
        const error = Math.abs(numeric - expected) / Math.max(1e-4, Math.abs(expected));
        expect(error, `${name}[${index}]: ${numeric} by differences, ${expected} by hand`).toBeLessThan(1e-2);
      }
    }
  });
});

describe('a picture', () => {
  it('is the same after the way to patches and back', () => {
    const pixels = randomPixels(4);
    expect(toPixels(toPatches(pixels, { x: false, y: false }))).toEqual(pixels);
  });

  it('mirrored twice is itself, and once it is not', () => {
    const pixels = randomPixels(5);
    const mirrored = toPixels(toPatches(pixels, { x: true, y: false }));
    expect(mirrored).not.toEqual(pixels);
    expect(mirrored.slice(0, 3)).toEqual(pixels.slice(31 * 3, 32 * 3));
    expect(toPixels(toPatches(mirrored, { x: true, y: false }))).toEqual(pixels);
  });
});
