import type { DatasetFacts } from '@trainyard/core/preflight';
import { expect, test } from 'vitest';
import { estimateJob } from './estimate.ts';

const dogs: DatasetFacts = {
  status: 'READY',
  error: null,
  images: 20,
  videos: 0,
  uncaptioned: {},
  frames: null,
  durationSeconds: null,
  longSidePx: null,
};

function job(process: object): unknown {
  return { job: 'extension', config: { name: 'x', process: [process] } };
}

const folder_path = '/app/ai-toolkit/datasets/dogs';

test.each([
  ['one size', { folder_path }, 20],
  ['three sizes', { folder_path, resolution: [512, 768, 1024] }, 60],
  ['repeats and mirrored copies', { folder_path, num_repeats: 3, flip_x: true }, 120],
])('Of %s, an epoch is so many items.', (_, dataset, items) => {
  const estimate = estimateJob(job({ train: { steps: 600, batch_size: 2 }, datasets: [dataset] }), { dogs });
  expect(estimate?.itemsPerEpoch).toBe(items);
  expect(estimate?.epochs).toBe(1200 / items);
});

test('Nothing is said of epochs where a dataset is not known.', () => {
  const config = job({ train: { steps: 600 }, datasets: [{ folder_path }] });
  expect(estimateJob(config, null)?.epochs).toBeNull();
  expect(estimateJob(config, {})?.epochs).toBeNull();
});

test.each([
  // Every 250 of 1000 steps: 250, 500, 750, and the last.
  [
    { steps: 1000, save_every: 250, keep: 4 },
    { written: 4, kept: 4 },
  ],
  [
    { steps: 3000, save_every: 250, keep: 4 },
    { written: 12, kept: 5 },
  ],
  [
    { steps: 3000, save_every: 250, keep: 0 },
    { written: 12, kept: 12 },
  ],
  [
    { steps: 100, save_every: 0, keep: 4 },
    { written: 1, kept: 1 },
  ],
])('With %j there are %j checkpoints.', ({ steps, save_every, keep }, { written, kept }) => {
  const config = job({ train: { steps }, save: { save_every, max_step_saves_to_keep: keep } });
  expect(estimateJob(config, null)?.checkpoints).toMatchObject({ written, kept });
});

test('Disk is what is kept and what a resume needs.', () => {
  const estimate = estimateJob(
    job({
      model: { arch: 'flux' },
      network: { type: 'lora', linear: 16 },
      train: { steps: 1000, optimizer: 'adamw8bit' },
      save: { save_every: 250, dtype: 'bf16' },
    }),
    null,
  );
  const sizeBytes = estimate?.checkpoints.size?.sizeBytes ?? 0;
  expect(estimate?.diskBytes).toBe(5 * sizeBytes);
});

test.each([
  ['a LoKr', { network: { type: 'lokr' }, model: { arch: 'flux' } }],
  ['an unknown model', { network: { linear: 16 }, model: { arch: 'nobody' } }],
])('The size of the checkpoints of %s is not told.', (_, process) => {
  expect(estimateJob(job(process), null)?.checkpoints.size).toBeNull();
});

test('Samples are drawn before the first step, at every interval and at the end.', () => {
  const sample = { sample_every: 250, samples: [{ prompt: 'a' }, { prompt: 'b' }] };
  const rounds = (train: object) => estimateJob(job({ sample, train }), null)?.samples;
  expect(rounds({ steps: 1000 })).toEqual({ rounds: 5, each: 2 });
  expect(rounds({ steps: 1000, skip_first_sample: true })).toEqual({ rounds: 4, each: 2 });
  expect(rounds({ steps: 1000, disable_sampling: true })).toEqual({ rounds: 0, each: 0 });
});

test('A config without a number of steps is not estimated.', () => {
  expect(estimateJob(job({ train: { steps: 'many' } }), null)).toBeNull();
});
