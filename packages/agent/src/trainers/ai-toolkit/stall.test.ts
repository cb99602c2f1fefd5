import { expect, test } from 'vitest';
import { defaultStallLimits, readStallLimits, stallLimitMs } from './stall.ts';

const limits = { stepFactor: 50, leastMs: 1_000, otherPhaseMs: 60_000 };

test.each([
  ['training', null, 1_000],
  ['training', 100, 1_000],
  ['training', 0.1, 500_000],
  ['loading', 100, 60_000],
  ['sampling', null, 60_000],
] as const)('in %s at %s steps per second silence may last %i ms', (phase, speed, ms) => {
  expect(stallLimitMs(phase, speed, limits)).toBe(ms);
});

test.each([undefined, '', '0', 'x'])('without a number of seconds (%j) the usual limits hold', (value) => {
  expect(readStallLimits({ TRAINYARD_STALL_SECONDS: value })).toEqual(defaultStallLimits);
});

test('an installation sets how long training may stand still, and everything else in proportion', () => {
  expect(readStallLimits({ TRAINYARD_STALL_SECONDS: '30' })).toMatchObject({
    leastMs: 30_000,
    otherPhaseMs: 180_000,
  });
});
