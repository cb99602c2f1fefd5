import { ApiError, ConnectionError, HttpError } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { withRetries } from '../src/client/retry.ts';
import { captureIo } from './support/captured-io.ts';

/** An io whose clock waits for nothing and keeps how long it was asked to wait. */
function impatientIo() {
  const waitsMs: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waitsMs.push(ms);
  return { io: captureIo({ clock: { now: () => 0, sleep } }), waitsMs };
}

/** Rejects with each error in turn, then gives 'done'. */
function failing(...errors: readonly Error[]): { work: () => Promise<string>; tries: () => number } {
  let tries = 0;
  return {
    work: async () => {
      const error = errors[tries];
      tries += 1;
      if (error !== undefined) throw error;
      return 'done';
    },
    tries: () => tries,
  };
}

describe('withRetries', () => {
  test.for([
    ['no answer', new ConnectionError('http://h/')],
    ['a failure of the server', new ApiError(50001, 'x')],
    ['too many requests', new HttpError(429, 'x')],
    ['a proxy without its server', new HttpError(502, 'x')],
  ] as const)('tries again after %s', async ([, error]) => {
    const { io, waitsMs } = impatientIo();
    const { work, tries } = failing(error, error);
    expect(await withRetries(io, work)).toBe('done');
    expect([tries(), waitsMs]).toEqual([3, [500, 2000]]);
  });

  test.for([
    ['a refusal', new ApiError(42202, 'x')],
    ['a missing token', new HttpError(401, 'x')],
    ['a fault of our own', new TypeError('x')],
  ] as const)('does not try again after %s', async ([, error]) => {
    const { io } = impatientIo();
    const { work, tries } = failing(error);
    await expect(withRetries(io, work)).rejects.toBe(error);
    expect(tries()).toBe(1);
  });

  test('gives up with the last failure', async () => {
    const { io } = impatientIo();
    const errors = ['1', '2', '3', '4', '5'].map((message) => new HttpError(503, message));
    await expect(withRetries(io, failing(...errors).work)).rejects.toThrow('4');
  });

  test('does not go on after an interruption', async () => {
    const { io } = impatientIo();
    const { work, tries } = failing(new HttpError(503, 'x'));
    io.interrupt();
    await expect(withRetries(io, work)).rejects.toThrow('x');
    expect(tries()).toBe(1);
  });
});
