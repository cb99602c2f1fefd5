import { expect, test } from 'vitest';
import { smooth, smoothingWeight } from './smooth.ts';

test('A constant stays what it is from its first point on.', () => {
  for (const value of smooth([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
});

test('Without weight nothing changes.', () => {
  expect(smooth([1, null, 5, undefined], 0)).toEqual([1, null, 5, undefined]);
});

test('Each point weighs less the longer it is ago.', () => {
  const [first, second, third] = smooth([0, 1, 1], 0.5);
  expect(first).toBe(0);
  expect(second).toBeCloseTo(2 / 3, 12);
  expect(third).toBeCloseTo(6 / 7, 12);
});

test('Gaps and what is no number are stepped over.', () => {
  expect(smooth([4, null, Number.NaN, undefined, 4], 0.5)).toEqual([4, null, null, undefined, 4]);
});

test('The slider goes from nothing to a fifth of the curve.', () => {
  expect(smoothingWeight(0, 100_000)).toBe(0);
  expect(smoothingWeight(100, 1000)).toBeCloseTo(1 - 1 / 200, 12);
  expect(smoothingWeight(100, 3)).toBeLessThan(1);
  expect(smoothingWeight(50, 1000)).toBeLessThan(smoothingWeight(80, 1000));
});
