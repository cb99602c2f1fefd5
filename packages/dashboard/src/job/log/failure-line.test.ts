import { expect, test } from 'vitest';
import { findFailureLine } from './failure-line.ts';

test.each([
  [[], null],
  [['step 1', 'step 2'], 1],
  [['Traceback (most recent call last):', '  File "x.py"', 'ValueError: no', 'bye'], 2],
  [['torch.OutOfMemoryError: CUDA out of memory', 'cleaning up, 1 error'], 0],
  [['loading', 'The trainer failed at once.', 'bye'], 1],
])('In %j it is line %s.', (lines, place) => {
  expect(findFailureLine(lines)).toBe(place);
});
