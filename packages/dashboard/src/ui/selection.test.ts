import { expect, test } from 'vitest';
import { choose, emptySelection } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosenOf = (...clicks: readonly (readonly [name: string, isRange?: boolean])[]) =>
  [
    ...clicks.reduce(
      (selection, [name, isRange = false]) => choose(selection, name, order, isRange),
      emptySelection,
    ).chosen,
  ].toSorted();

test('A click chooses, and a second one lets go.', () => {
  expect(chosenOf(['a'], ['c'])).toEqual(['a', 'c']);
  expect(chosenOf(['a'], ['c'], ['a'])).toEqual(['c']);
});

test('A range goes from the last click to this one, in either direction, and keeps what was chosen.', () => {
  expect(chosenOf(['b'], ['d', true])).toEqual(['b', 'c', 'd']);
  expect(chosenOf(['e'], ['c', true], ['a'])).toEqual(['a', 'c', 'd', 'e']);
});

test('A range without a beginning is one item.', () => {
  expect(chosenOf(['c', true])).toEqual(['c']);
});
