import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CaptionChange, changeCaptions, changeProblem } from './change-captions.ts';

const captions = [
  { filename: 'a.txt', text: 'a photo of a dog (small)' },
  { filename: 'b.txt', text: 'a cat' },
  { filename: 'c.txt', text: '' },
];

const after = (change: CaptionChange) =>
  Object.fromEntries(changeCaptions(captions, change).map((changed) => [changed.filename, changed.after]));

test('Plain text is found as it is written, and so is what takes its place.', () => {
  expect(after({ kind: 'replace', find: '(small)', replacement: '$1 \\n', isPattern: false })).toEqual({
    'a.txt': 'a photo of a dog $1 \\n',
  });
});

test('A pattern can use what it found.', () => {
  expect(after({ kind: 'replace', find: 'a (dog|cat)', replacement: 'the $1', isPattern: true })).toEqual({
    'a.txt': 'a photo of the dog (small)',
    'b.txt': 'the cat',
  });
});

test('A prefix or suffix that is there already is not added again.', () => {
  expect(after({ kind: 'prefix', text: 'a photo of ' })).toEqual({
    'b.txt': 'a photo of a cat',
    'c.txt': 'a photo of ',
  });
  expect(after({ kind: 'suffix', text: ' (small)' })).toEqual({
    'b.txt': 'a cat (small)',
    'c.txt': ' (small)',
  });
});

test.each([
  [{ kind: 'replace', find: '', replacement: 'x', isPattern: false }, 'Write what to find.'],
  [
    { kind: 'replace', find: '(', replacement: 'x', isPattern: true },
    expect.stringContaining('regular expression'),
  ],
  [{ kind: 'replace', find: '(', replacement: 'x', isPattern: false }, null],
  [{ kind: 'prefix', text: '' }, 'Write what to add.'],
] as const)('Of %j the problem is %j.', (change, problem) => {
  expect(changeProblem(change)).toEqual(problem);
});

test('Adding a prefix or suffix twice changes nothing the second time.', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ minLength: 1 }),
      fc.constantFrom('prefix', 'suffix'),
      (text, added, kind) => {
        const [once] = changeCaptions([{ filename: 'a.txt', text }], { kind, text: added });
        if (once === undefined) return;
        expect(changeCaptions([{ filename: 'a.txt', text: once.after }], { kind, text: added })).toEqual([]);
      },
    ),
  );
});
