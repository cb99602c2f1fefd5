import { expect, test } from 'vitest';
import { archiveName, newestCheckpoint } from './newest-checkpoint.ts';

const named = (...filenames: readonly string[]) =>
  filenames.map((filename, step) => ({ filename, step, path: '', size_bytes: 1, sha256: '' }));

test.each([
  [[], [], 'checkpoint.zip'],
  [['a_10.safetensors', 'a.safetensors'], ['a.safetensors'], 'a.zip'],
  [
    ['a_10.safetensors', 'a_high_noise.safetensors', 'a_low_noise.safetensors'],
    ['a_high_noise.safetensors', 'a_low_noise.safetensors'],
    'a.zip',
  ],
  [['a_10/unet/x.json', 'a/unet/x.json', 'a/meta.yaml'], ['a/unet/x.json', 'a/meta.yaml'], 'a.zip'],
])('Of %j the newest checkpoint is %j, in an archive %s.', (all, newest, archive) => {
  const files = newestCheckpoint(named(...all));
  expect(files.map(({ filename }) => filename)).toEqual(newest);
  expect(archiveName(files)).toBe(archive);
});
