import { expect, test } from 'vitest';
import { resumeChoices, resumeLoss } from './resume-choices.ts';

test('Every checkpoint can be chosen once, the latest first, and the beginning last.', () => {
  const outlook = { from_step: 40, lost_steps: 3, previous_step: 20, steps: [20, 40, 40], problem: null };
  expect(resumeChoices(outlook)).toEqual([
    { value: '40', label: 'Step 40, the last checkpoint' },
    { value: '20', label: 'Step 20' },
    { value: '0', label: 'The beginning, without a checkpoint' },
  ]);
});

test('Without a checkpoint there is only the beginning.', () => {
  const outlook = { from_step: 0, lost_steps: 3, previous_step: 0, steps: [], problem: null };
  expect(resumeChoices(outlook).map(({ value }) => value)).toEqual(['0']);
});

test.each([
  [40, 40, 'Nothing is lost.'],
  [41, 40, 'The 1 step done since is trained again.'],
  [1500, 0, 'The 1,500 steps done since are trained again, and their curve is replaced.'],
])('Going on at step %d from %d: %s', (step, fromStep, words) => {
  expect(resumeLoss(step, fromStep)).toBe(words);
});
