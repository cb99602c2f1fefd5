import { expect, test } from 'vitest';
import { retryDelayMs } from './query-client.ts';

test.each([
  [0, null, 1_000],
  [1, null, 2_000],
  [0, 5, 5_000],
  [3, 5, 8_000],
  [0, 3_600, 60_000],
])(
  'After %i failures and with Retry-After %j the next try comes after %i ms.',
  (failures, retryAfter, ms) => {
    expect(retryDelayMs(failures, retryAfter)).toBe(ms);
  },
);
