import { expect, test } from 'vitest';
import { foldCase } from './fold-case.ts';

test.each([
  ['Hündchen', 'HÜNDCHEN'],
  ['Поезд', 'поезд'],
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'strasse'],
  ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύς'],
  ['cafe\u0301', 'CAFÉ'],
])('%j is found as %j.', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
});

test('Letters with and without an accent stay apart.', () => {
  expect(foldCase('ü')).not.toBe(foldCase('u'));
});
