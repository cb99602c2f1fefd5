import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProgressLine, readSpeed } from './progress-line.ts';

const recording = (name: string) =>
  readFileSync(
    new URL(`../../../test/ai-toolkit/fixtures/normal/${name}.log`, import.meta.url),
    'utf8',
  ).split(/[\r\n]/);

test('every paint of a recorded run of 200 steps is read', () => {
  const lines = recording('200-steps')
    .map(readProgressLine)
    .filter((line) => line?.totalSteps === 200);
  expect(lines).toHaveLength(242);
  expect(lines.at(-1)).toMatchObject({ step: 200, lr: 1e-4 });
  expect(lines.slice(1).every((line) => line?.loss !== null && line?.lr !== null)).toBe(true);
});

test.each([
  [
    'x:   0%|          | 0/20 [00:00<?, ?it/s]',
    { name: 'x', step: 0, totalSteps: 20, stepsPerSecond: null, lr: null, loss: null },
  ],
  [
    'x:  25%|██▌       | 5/20 [1:02:03<00:00, 19.26it/s, lr: 1.0e-04 loss: 1.188e+00]',
    { name: 'x', step: 5, totalSteps: 20, stepsPerSecond: 19.26, lr: 1e-4, loss: 1.188 },
  ],
  [
    'x:  25%|##5       | 5/20 [00:10<00:40, 2.50s/it, lr: 1.0e-04 loss: nan]Error running job: boom',
    { name: 'x', step: 5, totalSteps: 20, stepsPerSecond: 0.4, lr: 1e-4, loss: null },
  ],
])('%j is read', (text, line) => {
  expect(readProgressLine(text)).toEqual(line);
});

test.each(['', 'Saved checkpoint to /a/b', 'x: 5/20', '50%|█ | 1/2 [00:00<00:00,  2.44it/s]'])(
  '%j is no progress line with a name',
  (text) => {
    expect(readProgressLine(text)?.name ?? null).toBeNull();
  },
);

test('no text makes the reader throw or hang', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(':', '|', ' ', '1', '[', '<', 'it/s', '%', 'x') }),
      (text) => {
        readProgressLine(text);
      },
    ),
  );
});

test.each([
  ['12.50 iter/sec', 12.5],
  ['2.50 sec/iter', 0.4],
  ['', null],
  ['fast', null],
  ['0.00 iter/sec', null],
])('the speed %j is %j steps per second', (text, speed) => {
  expect(readSpeed(text)).toBe(speed);
});
