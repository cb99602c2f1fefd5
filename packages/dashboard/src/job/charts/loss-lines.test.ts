import { expect, test } from 'vitest';
import type { Curve } from './curve.ts';
import { lossLines } from './loss-lines.ts';

function curveOf(step: number[], loss: (number | null)[]): Curve {
  return { step, loss, lr: loss, steps_per_second: loss, run_number: step.map(() => 1) };
}

const plain = { smoothing: 0, isLog: false, colours: ['red', 'blue'] };

test('Without smoothing the loss is shown as it was measured, without a copy.', () => {
  const curve = curveOf([1, 2], [0.5, 0.25]);
  const shown = lossLines(curve, [], plain);
  expect(shown.x).toBe(curve.step);
  expect(shown.lines).toEqual([{ label: 'Loss', colour: 'red', isFaint: false, values: [0.5, 0.25] }]);
});

test('With smoothing the raw loss stays, pale, behind it.', () => {
  const { lines } = lossLines(curveOf([1, 2, 3], [1, 0, 1]), [], { ...plain, smoothing: 60 });
  expect(lines.map(({ label, isFaint }) => [label, isFaint])).toEqual([
    ['Raw', true],
    ['Smoothed', false],
  ]);
});

test('Others stand beside it in their own colours, over the steps of all.', () => {
  const other = { name: 'other', curve: curveOf([2, 4], [8, 9]) };
  const { x, lines } = lossLines(curveOf([1, 2], [1, 2]), [other], plain);
  expect(x).toEqual([1, 2, 4]);
  expect(lines.map(({ label, colour }) => `${label} ${colour}`)).toEqual(['Loss red', 'other blue']);
  expect(lines[1]?.values).toEqual([undefined, 8, 9]);
});

test('On a logarithmic axis zero is a gap.', () => {
  const { lines } = lossLines(curveOf([1, 2], [0, 2]), [], { ...plain, isLog: true });
  expect(lines[0]?.values).toEqual([null, 2]);
});
