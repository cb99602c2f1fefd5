import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { repeat } from '../../src/dispatch/repeating.ts';
import { waitFor } from '../support/wait-for.ts';

const hour = 3_600_000;

test('work runs at once, again when it is woken, and never twice at the same time', async () => {
  let runs = 0;
  let atOnce = 0;
  let most = 0;
  const repeating = repeat({
    work: async () => {
      runs += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce -= 1;
      return hour;
    },
    onError: () => undefined,
    retryMs: hour,
  });
  for (let index = 0; index < 10; index += 1) repeating.wake();
  await waitFor('the second run', () => runs === 2);
  await waitFor('its end', () => atOnce === 0);
  repeating.wake();
  await waitFor('the third run', () => runs === 3);
  await repeating.stop();
  expect(atOnce).toBe(0);
  repeating.wake();
  expect(runs).toBe(3);
  expect(most).toBe(1);
});

test('work that fails is tried again', async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const repeating = repeat({
    work: async () => {
      runs += 1;
      if (runs < 3) throw new Error(`fault ${runs}`);
      return hour;
    },
    onError: (error) => errors.push(error),
    retryMs: 1,
  });
  await waitFor('the third run', () => runs === 3);
  await repeating.stop();
  expect(errors).toHaveLength(2);
});

test('work belongs to what it was made in, not to what wakes it', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const repeating = storage.run('maker', () =>
    repeat({
      work: async () => seen.push(storage.getStore()) && hour,
      onError: () => undefined,
      retryMs: hour,
    }),
  );
  await waitFor('the first run', () => seen.length === 1);
  await new Promise(setImmediate);
  storage.run('waker', () => repeating.wake());
  await waitFor('the second run', () => seen.length === 2);
  await repeating.stop();
  expect(seen).toEqual(['maker', 'maker']);
});
