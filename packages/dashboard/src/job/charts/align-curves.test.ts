import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignCurves } from './align-curves.ts';

test('Lines share their steps, and a missing point is not a gap.', () => {
  const aligned = alignCurves([
    { step: [1, 3], value: [10, null] },
    { step: [2, 3, 4], value: [20, 30, 40] },
  ]);
  expect(aligned).toEqual({
    step: [1, 2, 3, 4],
    values: [
      [10, undefined, null, undefined],
      [undefined, 20, 30, 40],
    ],
  });
});

test('Every point of every line is kept, and the steps ascend.', () => {
  const line = fc
    .uniqueArray(fc.nat(60), { maxLength: 30 })
    .map((steps) => ({ step: steps.sort((a, b) => a - b), value: steps.map((step) => step * 2) }));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const { step, values } = alignCurves(lines);
      expect([...new Set(step)].sort((a, b) => a - b)).toEqual(step);
      for (const [at, { step: own }] of lines.entries()) {
        expect(step.filter((_, place) => values[at]?.[place] !== undefined)).toEqual(own);
      }
    }),
  );
});
