import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeBetween } from './text-change.ts';

test('The change turns the one text into the other.', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after);
      if (change === null) expect(before).toBe(after);
      else expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
    }),
  );
});

test('The change is as small as it can be.', () => {
  expect(changeBetween('lr: 1e-4 # a', 'lr: 2e-4 # a')).toEqual({ from: 4, to: 5, insert: '2' });
});
