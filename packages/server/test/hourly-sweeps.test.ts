import { expect, onTestFinished, test } from 'vitest';
import { sweepHourly } from '../src/hourly-sweeps.ts';
import { keepingLogger } from './support/keeping-logger.ts';

test('sweeps run soon after the start and again and again, one at a time, also where one fails', async () => {
  const { logger, lines } = keepingLogger();
  const swept: string[] = [];
  let underWay = 0;
  const sweep = (name: string) => async () => {
    underWay += 1;
    expect(underWay).toBe(1);
    await new Promise(setImmediate);
    underWay -= 1;
    swept.push(name);
    if (name === 'bad') throw new Error('no');
  };
  const sweeping = sweepHourly(
    { bad: sweep('bad'), good: sweep('good') },
    { logger, firstAfterMs: 1, everyMs: 1 },
  );
  onTestFinished(() => sweeping.stop());
  expect(swept).toEqual([]);
  await expect.poll(() => swept.length).toBeGreaterThan(4);
  expect(swept.slice(0, 4)).toEqual(['bad', 'good', 'bad', 'good']);
  expect(lines[0]).toMatchObject({ msg: 'bad were not swept' });
});

test('an end waits for the sweep under way, and begins no other', async () => {
  const { logger } = keepingLogger();
  let finish = () => {};
  const begun: string[] = [];
  const first = () =>
    new Promise<void>((resolve) => {
      begun.push('first');
      finish = resolve;
    });
  const second = async () => void begun.push('second');
  const sweeping = sweepHourly({ first, second }, { logger, firstAfterMs: 1 });
  await expect.poll(() => begun).toEqual(['first']);
  let hasStopped = false;
  const stopped = sweeping.stop().then(() => {
    hasStopped = true;
  });
  await new Promise(setImmediate);
  expect(hasStopped).toBe(false);
  finish();
  await stopped;
  expect(begun).toEqual(['first']);
});
