import { expect, test } from 'vitest';
import { formatBytes } from './bytes.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_960, '100 kB'],
  [999_600, '1.0 MB'],
  [3_440_000_000, '3.4 GB'],
  [5e15, '5000 TB'],
])('%d bytes are shown as %s.', (sizeBytes, text) => {
  expect(formatBytes(sizeBytes)).toBe(text);
});
