import { describe, expect, test } from 'vitest';
import { RefusedError, UnavailableError } from './failure.ts';
import { keepTrying, retryDelayMs } from './retry.ts';

describe('trying again', () => {
  test.each([
    { failures: 1, least: 100, most: 200 },
    { failures: 2, least: 200, most: 400 },
    { failures: 4, least: 800, most: 1600 },
    { failures: 5, least: 1000, most: 2000 },
    { failures: 5000, least: 1000, most: 2000 },
  ])('waits between $least and $most ms after failure $failures', ({ failures, least, most }) => {
    expect(retryDelayMs(failures, 0)).toBe(least);
    expect(retryDelayMs(failures, 0.999_999_9)).toBe(most);
  });

  test('goes on while the server cannot answer', async () => {
    let calls = 0;
    const attempt = async () => {
      calls += 1;
      if (calls < 3) throw new UnavailableError('away');
      return 'done';
    };
    expect(await keepTrying(attempt, { giveUpAfterMs: 10_000 })).toBe('done');
    expect(calls).toBe(3);
  });

  test.each([new RefusedError(409, 'no'), new TypeError('a fault')])('ends at once on %s', async (error) => {
    let calls = 0;
    const attempt = () => {
      calls += 1;
      return Promise.reject(error);
    };
    await expect(keepTrying(attempt, { giveUpAfterMs: 10_000 })).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  test('gives up when the time is over', async () => {
    const error = new UnavailableError('away');
    await expect(keepTrying(() => Promise.reject(error), { giveUpAfterMs: 300 })).rejects.toBe(error);
  });

  test('ends when it is aborted while it waits', async () => {
    const abort = new AbortController();
    const trying = keepTrying(
      () => {
        setImmediate(() => abort.abort());
        return Promise.reject(new UnavailableError('away'));
      },
      { giveUpAfterMs: 60_000, signal: abort.signal },
    );
    await expect(trying).rejects.toThrow('aborted');
  });
});
