import { expect, test } from 'vitest';
import { hasMatch, markMatches } from './mark-matches.ts';

const span = (text: string, colour: number | null = null) => ({ text, colour, isBold: false });
const shown = (marked: ReturnType<typeof markMatches>) =>
  marked.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('|');

test.each([
  ['Error: an error', 'error', '[Error]|: an |[error]'],
  ['nothing', 'error', 'nothing'],
  ['a.b aXb', 'a.b', '[a.b]| aXb'],
  ['(x', '(', '[(]|x'],
  ['text', '', 'text'],
])('In "%s" the matches of "%s" are %s.', (text, wanted, expected) => {
  expect(shown(markMatches([span(text)], wanted))).toBe(expected);
});

test('A match over a change of colour keeps both colours.', () => {
  const marked = markMatches([span('an er', 1), span('ror here', 2)], 'error');
  expect(shown(marked)).toBe('an |[er]|[ror]| here');
  expect(marked.map(({ colour }) => colour)).toEqual([1, 1, 2, 2]);
});

test('A line is found whatever its case.', () => {
  expect(hasMatch('CUDA Out Of Memory', 'out of')).toBe(true);
  expect(hasMatch('CUDA', 'cudnn')).toBe(false);
});
