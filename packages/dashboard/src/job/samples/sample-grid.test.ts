import { expect, test } from 'vitest';
import { arrangeSamples, moveInGrid, nearestStep } from './sample-grid.ts';

const sample = (index: number, step: number, prompt = `p${index}`, path = `${index}-${step}`) => ({
  index,
  step,
  prompt,
  path,
});

const grid = arrangeSamples([
  sample(1, 20, 'new'),
  sample(0, 0),
  sample(1, 0, 'old'),
  sample(0, 10),
  sample(0, 20),
  sample(0, 20, 'p0', 'again'),
]);

test('Steps and prompts are in order, with the newest words of a prompt.', () => {
  expect(grid.steps).toEqual([0, 10, 20]);
  expect(grid.prompts).toEqual([
    { index: 0, text: 'p0' },
    { index: 1, text: 'new' },
  ]);
});

test('Of the same prompt and step the last counts, and where nothing is there is nothing.', () => {
  expect(grid.at(0, 20)?.path).toBe('again');
  expect(grid.at(1, 10)).toBeNull();
});

test.each([
  ['ArrowRight', { index: 0, step: 0 }, { index: 0, step: 10 }],
  ['ArrowLeft', { index: 0, step: 0 }, null],
  ['ArrowDown', { index: 0, step: 0 }, { index: 1, step: 0 }],
  ['ArrowDown', { index: 0, step: 10 }, null],
  ['ArrowRight', { index: 1, step: 0 }, { index: 1, step: 20 }],
  ['ArrowUp', { index: 1, step: 20 }, { index: 0, step: 20 }],
  ['Enter', { index: 0, step: 0 }, null],
  ['ArrowRight', { index: 7, step: 0 }, null],
])('%s leads from %o to %o.', (key, from, to) => {
  expect(moveInGrid(grid, from, key)).toEqual(to);
});

test.each([
  [11, 10],
  [16, 20],
  [-3, 0],
  [999, 20],
])('Nearest to step %d is %d.', (wanted, step) => {
  expect(nearestStep(grid.steps, wanted)).toBe(step);
});
