import { expect, test } from 'vitest';
import { partnerFile, stageOf } from './stage-files.ts';

test.each([
  ['wan_000000200_high_noise.safetensors', 'high', 'wan_000000200_low_noise.safetensors'],
  ['wan_low_noise.safetensors', 'low', 'wan_high_noise.safetensors'],
  ['wan_low_noise_000000200.safetensors', null, null],
  ['wan.safetensors', null, null],
])('%s is of stage %s and belongs with %s.', (filename, stage, partner) => {
  expect(stageOf(filename)).toBe(stage);
  expect(partnerFile(filename)).toBe(partner);
});
