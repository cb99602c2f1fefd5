import { expect, test } from 'vitest';
import { describeGpuState, gpuWords, percentOf } from './gpu-state.ts';

test.each([
  ['free', null, 'Free', null],
  ['leased', null, 'In use', null],
  ['foreign', null, 'Taken', 'A program that Trainyard did not start is using it.'],
  ['foreign', 'python (4711) holds 20 GB of it.', 'Taken', 'python (4711) holds 20 GB of it.'],
  ['gone', null, 'Gone', 'The driver does not answer for it.'],
] as const)('A GPU that is %s for the reason %s is called %s.', (state, reason, label, note) => {
  expect(describeGpuState({ state, reason })).toMatchObject({ label, note });
});

test.each([
  [10, 40, 25],
  [50, 40, 100],
  [null, 40, null],
  [10, null, null],
  [10, 0, null],
])('%s of %s is %s percent.', (used, total, percent) => {
  expect(percentOf(used, total)).toBe(percent);
});

test.each([
  [['GPU-b'], 'ADA_80_PLUS #2'],
  [['GPU-a', 'GPU-b'], 'ADA_80_PLUS #1, #2'],
  [['GPU-unknown'], 'ADA_80_PLUS'],
])('The GPUs %j of a job are called %s.', (ids, words) => {
  const gpus = [
    { id: 'GPU-a', gpu_id: '#1' },
    { id: 'GPU-b', gpu_id: '#2' },
  ];
  expect(gpuWords({ gpu_type: 'ADA_80_PLUS', gpu_ids: ids }, gpus)).toBe(words);
});
