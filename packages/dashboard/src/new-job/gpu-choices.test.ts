import { expect, test } from 'vitest';
import { gpuChoices, otherChoice } from './gpu-choices.ts';

const labelsOf = (gpus: number | null, gpu_type = 'ADA_80_PLUS') =>
  gpuChoices([{ gpu_type, gpus }]).map(({ label }) => label);

test('Of several GPUs of a type any can be asked for, or a certain one.', () => {
  expect(labelsOf(2)).toEqual(['ADA_80_PLUS (2 here)', 'ADA_80_PLUS #1', 'ADA_80_PLUS #2']);
  expect(gpuChoices([{ gpu_type: 'AMPERE_24', gpus: 2 }]).map(({ wish }) => wish)).toEqual([
    { gpuType: 'AMPERE_24', gpuCount: 1, gpuId: null },
    { gpuType: 'AMPERE_24', gpuCount: 1, gpuId: '#1' },
    { gpuType: 'AMPERE_24', gpuCount: 1, gpuId: '#2' },
  ]);
});

test('Where there is one, or a scheduler decides, there is nothing to choose from.', () => {
  expect(labelsOf(1)).toEqual(['ADA_80_PLUS']);
  expect(labelsOf(null)).toEqual(['ADA_80_PLUS', '8 × ADA_80_PLUS']);
});

test('Eight at once are only of the type that has them.', () => {
  expect(labelsOf(8)).toContain('8 × ADA_80_PLUS');
  expect(labelsOf(8, 'HOPPER_141')).not.toContain('8 × HOPPER_141');
});

test('No two choices have the same value, and a wish has that of its choice.', () => {
  const choices = gpuChoices([
    { gpu_type: 'ADA_80_PLUS', gpus: 8 },
    { gpu_type: 'HOPPER_141', gpus: 2 },
  ]);
  expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
  for (const { wish, value } of choices) expect(otherChoice(wish).value).toBe(value);
  expect(otherChoice({ gpuType: 'T', gpuCount: 1, gpuId: 'GPU-a' }).label).toBe('T GPU-a');
});
