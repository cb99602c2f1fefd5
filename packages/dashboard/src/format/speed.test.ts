import { expect, test } from 'vitest';
import { formatSpeed } from './speed.ts';

test.each([
  [250.4, '250 steps/s'],
  [12.34, '12.3 steps/s'],
  [1, '1.00 steps/s'],
  [0.25, '4.00 s per step'],
  [0, 'standing'],
])('%d steps a second are shown as "%s".', (speed, text) => {
  expect(formatSpeed(speed)).toBe(text);
});
