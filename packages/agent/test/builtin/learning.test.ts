import { describe, expect, it, test } from 'vitest';
import type { ExampleSource } from '../../src/builtin/dataset/example-source.ts';
import { embedCaption } from '../../src/builtin/denoiser/conditioning.ts';
import { createDenoiser } from '../../src/builtin/denoiser/denoiser.ts';
import { channels, pictureSide, pictureSize } from '../../src/builtin/denoiser/dimensions.ts';
import { createAdam } from '../../src/builtin/training/adam.ts';
import { createAdapters } from '../../src/builtin/training/adapters.ts';
import { chooseTime } from '../../src/builtin/training/example.ts';
import { learnStep } from '../../src/builtin/training/learner.ts';
import { internalRate, rateAt } from '../../src/builtin/training/learning-rate.ts';

/** Six pictures: a light square at different places on a dark ground. */
const source: ExampleSource = {
  size: 6,
  take: (number) => {
    const left = 4 + (number % 6) * 3;
    const pixels = new Uint8Array(pictureSize).fill(40);
    for (let y = 10; y < 22; y += 1) {
      pixels.fill(220, (y * pictureSide + left) * channels, (y * pictureSide + left + 10) * channels);
    }
    const mirror = { x: false, y: false };
    return Promise.resolve({ pixels, caption: embedCaption('a square'), mirror, captionDropout: 0 });
  },
};

async function train(rate: number, rank: number, alpha: number, steps: number) {
  const denoiser = createDenoiser();
  const adapters = createAdapters(denoiser.layers, rank, alpha, 7);
  const adam = createAdam(adapters.parameters, { weightDecay: 0.01, maxGradientNorm: 1 });
  const settings = {
    steps,
    batchSize: 1,
    accumulation: 1,
    rate,
    schedule: { kind: 'constant' as const, warmupSteps: 0 },
    weightDecay: 0.01,
    maxGradientNorm: 1,
    timestepType: 'sigmoid',
    record: { network: {}, train: {} },
  };
  adapters.apply();
  const losses: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    losses.push((await learnStep(step, { seed: 7, settings, source, denoiser, adapters, adam })).loss);
  }
  return { losses, adapters };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('training', () => {
  test.each([
    [1e-4, 4, 4, 60],
    [1e-3, 4, 4, 60],
    [1e-3, 64, 128, 40],
  ])(
    'at the rate %d, rank %d and alpha %d lowers the loss visibly within %d steps',
    async (rate, rank, alpha, steps) => {
      const { losses } = await train(rate, rank, alpha, steps);
      expect(mean(losses.slice(-13))).toBeLessThan(0.8 * mean(losses.slice(0, 13)));
    },
  );

  it('at the rate 0 changes nothing', async () => {
    const { adapters } = await train(0, 4, 4, 2);
    const ups = adapters.parameters.filter(({ name }) => name.endsWith('lora_B.weight'));
    for (const { values } of ups) expect(values.every((value) => value === 0)).toBe(true);
  });
});

describe('the learning rate', () => {
  it('grows with the configured one and stays below what this model can bear', () => {
    const rates = [0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1].map((rate) => internalRate(rate, 16, 16));
    expect(rates[0]).toBe(0);
    for (let index = 1; index < rates.length; index += 1) {
      expect(rates[index]).toBeGreaterThan(rates[index - 1] ?? 0);
    }
    expect(rates.at(-1)).toBeLessThan(0.01);
  });

  test.each([
    ['constant', 0, 0, 1],
    ['constant', 0, 99, 1],
    ['constant', 10, 4, 0.5],
    ['linear', 0, 50, 0.5],
    ['cosine', 0, 0, 1],
    ['cosine', 0, 50, 0.5],
    ['cosine', 0, 100, 0],
  ] as const)(
    'with the schedule %s and %d steps of warmup is, at step %d of 100, %d of the base',
    (kind, warmupSteps, step, share) => {
      expect(rateAt(1, { kind, warmupSteps }, step, 100)).toBeCloseTo(share, 10);
    },
  );
});

describe('noise levels', () => {
  it('lie inside the range, fill it evenly, and prefer the middle for sigmoid', () => {
    const even = Array.from({ length: 1000 }, (_, number) => chooseTime(1, number, 'linear'));
    const middle = Array.from({ length: 1000 }, (_, number) => chooseTime(1, number, 'sigmoid'));
    for (const time of [...even, ...middle]) expect(time > 0 && time < 1).toBe(true);
    const outside = (times: number[]) => times.filter((time) => time < 0.2 || time > 0.8).length;
    expect(outside(even)).toBeGreaterThan(380);
    expect(outside(even)).toBeLessThan(420);
    expect(outside(middle)).toBeLessThan(250);
  });
});
