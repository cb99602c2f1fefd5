import { expect, test } from 'vitest';
import { readStep } from './checkpoint-folder.ts';

test.each([
  ['training_info:\n  epoch: 1\n  step: 250\n', 250],
  ['format: pt\ntraining_info:\n  step: 250\n  epoch: 1\nversion: "1.0"\n', 250],
  ['name: cats\ntraining_info: \'{"step": 250, "epoch": 1}\'\n', 250],
  ['training_info: {step: 250, epoch: 1}\n', 250],
  ['notes: "training_info: step: 3"\nname: cats\n', null],
  ['training_info:\n  epoch: 1\nother:\n  step: 3\n', null],
  ['step: 3\n', null],
  ['', null],
])('the mark %j is of step %j', (mark, step) => {
  expect(readStep(mark)).toBe(step);
});
