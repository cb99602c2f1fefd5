import { expect, test } from 'vitest';
import { logRange } from './log-range.ts';

test.each([
  [0.16, 1.6, 0.1, 2],
  [0.3, 0.4, 0.2, 0.5],
  [0.2, 5, 0.2, 5],
  [1, 1, 0.5, 1],
  [0.0007, 30, 0.0005, 50],
  [7, 99, 5, 100],
])('From %d to %d the axis goes from %d to %d.', (min, max, low, high) => {
  const [from, to] = logRange(min, max);
  expect(from).toBeCloseTo(low, 9);
  expect(to).toBeCloseTo(high, 9);
});

test.each([
  [0, 1],
  [Number.NaN, Number.NaN],
  [Infinity, -Infinity],
])('Without values above zero (%d, %d) there is an axis all the same.', (min, max) => {
  expect(logRange(min, max)).toEqual([0.1, 10]);
});
