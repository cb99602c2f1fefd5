import { expect, test } from 'vitest';
import { findingRange } from './finding-range.ts';

const text = 'train: # how\n  lr: 1e-4  # rate\n  name: "a: b" # x\n  path: /a/b c\n';

test.each([
  ['a key', 1, 1, 'train'],
  ['a value', 2, 7, '1e-4'],
  ['a text in quotes', 3, 9, '"a: b"'],
  ['a path', 4, 9, '/a/b c'],
])('%s is marked as a whole.', (_, line, column, marked) => {
  const { from, to } = findingRange(text, { line, column });
  expect(text.slice(from, to)).toBe(marked);
});

test.each([
  ['beyond the last line', 99, 1],
  ['beyond the end of a line', 1, 80],
])('A place %s is still in the text.', (_, line, column) => {
  const { from, to } = findingRange(text, { line, column });
  expect(from).toBeLessThanOrEqual(text.length);
  expect(to).toBeLessThanOrEqual(text.length);
});

test('Of a key that is to be renamed, the key is marked.', () => {
  const edit = { operation: 'rename', path: ['train', 'lr'], key: 'rate' } as const;
  const finding = { line: 2, column: 7, edit: { ...edit, path: [...edit.path] } };
  const { from, to } = findingRange(text, finding);
  expect(text.slice(from, to)).toBe('lr');
});
