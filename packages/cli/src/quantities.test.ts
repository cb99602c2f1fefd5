import { expect, test } from 'vitest';
import { countOf, formatBytes, formatDuration } from './quantities.ts';

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345, '12.3 kB'],
  [999_400, '999 kB'],
  [999_600, '1.0 MB'],
  [150_000_000, '150 MB'],
  [5_000_000_000, '5.0 GB'],
  [7.5e15, '7500 TB'],
] as const)('%d bytes are written %s', ([sizeBytes, text]) => {
  expect(formatBytes(sizeBytes)).toBe(text);
});

test.for([
  [-5, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [7_620_000, '2 h 07 min'],
] as const)('%d milliseconds are written %s', ([durationMs, text]) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test('one thing has no plural', () => {
  expect([countOf(0, 'file'), countOf(1, 'file'), countOf(2, 'file')]).toEqual([
    '0 files',
    '1 file',
    '2 files',
  ]);
});
