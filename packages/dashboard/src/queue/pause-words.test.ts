import { expect, test } from 'vitest';
import { type Pause, pauseOf, pauseWords } from './pause-words.ts';

const pause = (node: string | null, gpu: string | null): Pause => ({
  ...{ node, gpu, gpu_label: null, paused_by: 'olga', paused_at: '2026-01-01T00:00:00.000Z', reason: null },
});

test('A GPU is paused by itself only where a pause names it and its machine.', () => {
  const own = pause('here', 'GPU-a');
  const pauses = [pause(null, null), pause('here', null), pause('there', 'GPU-a'), own];
  expect(pauseOf(pauses, { id: 'GPU-a', node: 'here' })).toBe(own);
  expect(pauseOf(pauses, { id: 'GPU-b', node: 'here' })).toBeNull();
});

test.each([
  [null, 'Paused by olga.'],
  ['Dust', 'Paused by olga: Dust'],
])('The reason %s reads as %s', (reason, words) => {
  expect(pauseWords({ paused_by: 'olga', reason })).toBe(words);
});
