import { expect, test } from 'vitest';
import { areOneCheckpoint, partnerFile, stageOf } from './stage-files.ts';

test.each([
  ['wan_000000200_high_noise.safetensors', 'high', 'wan_000000200_low_noise.safetensors'],
  ['wan_low_noise.safetensors', 'low', 'wan_high_noise.safetensors'],
  ['wan_low_noise_000000200.safetensors', null, null],
  ['wan.safetensors', null, null],
])('%s is of stage %s and belongs with %s.', (filename, stage, partner) => {
  expect(stageOf(filename)).toBe(stage);
  expect(partnerFile(filename)).toBe(partner);
});

test.each([
  ['dogs.safetensors', 'dogs.safetensors', true],
  ['dogs.safetensors', 'dogs_000000010.safetensors', false],
  ['wan_low_noise.safetensors', 'wan_high_noise.safetensors', true],
  ['dogs_000000010/unet/config.json', 'dogs_000000010/model_index.json', true],
  ['dogs_000000010', 'dogs_000000010/model_index.json', true],
  ['dogs/unet/config.json', 'dogs_000000010/unet/config.json', false],
])('%s and %s are one checkpoint: %s', (filename, other, expected) => {
  expect(areOneCheckpoint(filename, other)).toBe(expected);
});
