import { expect, test } from 'vitest';
import { sampleKindOf } from './sample-kind.ts';

test.each([
  ['1795__000000100_0.jpg', 'image'],
  ['1795__000000100_0.webp', 'image'],
  ['1795__000000100_0.MP4', 'video'],
  ['1795__000000100_0.webm', 'video'],
  ['1795__000000100_0.wav', 'sound'],
  ['1795__000000100_0.flac', 'sound'],
  ['mp4', 'image'],
])('%s is shown as %s.', (filename, kind) => {
  expect(sampleKindOf(filename)).toBe(kind);
});
