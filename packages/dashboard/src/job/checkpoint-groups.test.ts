import { expect, test } from 'vitest';
import { groupCheckpoints } from './checkpoint-groups.ts';

const file = (filename: string, step: number) => ({
  filename,
  step,
  size_bytes: 10,
  sha256: 'ab',
  path: `http://h/${filename}`,
});

test('files of a folder are one checkpoint, with the size of all, and others stay by themselves', () => {
  const groups = groupCheckpoints([
    file('cats_000000010/unet/config.json', 10),
    file('cats_000000010/aitk_meta.yaml', 10),
    file('cats_high_noise.safetensors', 20),
    file('cats_low_noise.safetensors', 20),
  ]);
  expect(groups.map(({ folder, sizeBytes, files }) => [folder, sizeBytes, files.length])).toEqual([
    ['cats_000000010', 20, 2],
    [null, 10, 1],
    [null, 10, 1],
  ]);
});
