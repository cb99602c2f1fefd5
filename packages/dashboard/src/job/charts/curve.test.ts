import { expect, test } from 'vitest';
import { type Curve, countUpTo, emptyCurve, extendCurve, readOnAfter, runStarts } from './curve.ts';

/** A curve of `[step, run]` points, whose loss is ten times the step. */
function curveOf(...points: readonly (readonly [step: number, run: number])[]): Curve {
  return {
    step: points.map(([step]) => step),
    loss: points.map(([step]) => step * 10),
    lr: points.map(() => null),
    steps_per_second: points.map(() => 1),
    run_number: points.map(([, run]) => run),
  };
}

test.each([
  ['an empty curve', emptyCurve, 1, null, -1],
  ['a first run', curveOf([1, 1], [2, 1]), 1, null, 2],
  ['a run that goes on', curveOf([1, 1], [2, 2], [3, 2]), 2, 1, 3],
  ['a resume with nothing measured yet', curveOf([1, 1], [2, 1], [3, 1]), 2, 2, 2],
  ['a resume from the beginning', curveOf([1, 1], [2, 1]), 2, null, -1],
  ['a resume that has replaced some of what was lost', curveOf([1, 1], [2, 2], [3, 1]), 2, 1, 2],
  ['a resume of an empty curve', emptyCurve, 2, 50, -1],
] as const)('%s is read on at the right place.', (_, curve, run_number, resumed_from_step, expected) => {
  expect(readOnAfter(curve, { run_number, resumed_from_step })).toBe(expected);
});

test('What is read on replaces what was behind it.', () => {
  const extended = extendCurve(curveOf([1, 1], [2, 1], [3, 1]), 1, curveOf([2, 2]));
  expect(extended).toEqual(curveOf([1, 1], [2, 2]));
});

test('A curve with nothing new is the same one, so that nothing is drawn again.', () => {
  const curve = curveOf([1, 1]);
  expect(extendCurve(curve, 1, emptyCurve)).toBe(curve);
});

test.each([
  [0, 0],
  [1, 1],
  [5, 2],
  [9, 3],
])('Up to %d there are %d of the steps 1, 5 and 9.', (limit, count) => {
  expect(countUpTo([1, 5, 9], limit)).toBe(count);
});

test('A run begins where its number changes.', () => {
  expect(runStarts(curveOf([1, 1], [2, 1], [3, 2], [4, 2], [5, 4]))).toEqual([
    { step: 3, run: 2 },
    { step: 5, run: 4 },
  ]);
});
