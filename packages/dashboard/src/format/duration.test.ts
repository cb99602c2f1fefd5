import { expect, test } from 'vitest';
import { formatAge, formatDuration, formatRoughDuration } from './duration.ts';

test.each([
  [-5, '0 s'],
  [40_400, '40 s'],
  [60_000, '1 min'],
  [65_000, '1 min 05 s'],
  [7_500_000, '2 h 05 min'],
  [90_000_000, '1 d 01 h'],
])('%d ms are shown as %s.', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test.each([
  [0, 'just now'],
  [50_000, '1 min ago'],
  [3_595_000, '1 h ago'],
  [7_200_000, '2 h ago'],
  [86_400_000, '1 day ago'],
  [200_000_000, '2 days ago'],
  [-7_200_000, 'in 2 h'],
])('A time %d ms before now is shown as %s.', (agoMs, text) => {
  expect(formatAge(1_000_000_000 - agoMs, 1_000_000_000)).toBe(text);
});

test.each([
  [59_000, 'under a minute'],
  [2_523_000, '42 min'],
  [12_000_000, '3 h'],
  [180_000_000, '2 days'],
])('An estimate of %d ms is shown as %s.', (durationMs, text) => {
  expect(formatRoughDuration(durationMs)).toBe(text);
});
