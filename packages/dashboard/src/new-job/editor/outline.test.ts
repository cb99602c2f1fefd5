import { readDocument, valueAt } from '@trainyard/core/preflight';
import { expect, test } from 'vitest';
import { lineAt, outlineOf, pathOf } from './outline.ts';

const text = `job: extension # a comment: with a colon
config:
  name: "a: b"
  process:
    - type: diffusion_trainer
      train:
        lr: 1e-4

        steps: 10
      sample:
        samples:
        - prompt: |
            looks: like a key
              - and like an item

        - prompt: two
          seed: 4
        neg: x
      datasets:
        - folder_path: /a
        -
          folder_path: /b
          resolution:
            - 512
            - 768
meta: {name: x}
`;

test('Every key of a config that can be read is found where it stands.', () => {
  const read = readDocument(text);
  if (!read.ok) throw new Error(read.error.message);
  const entries = outlineOf(text).filter(({ kind }) => kind === 'entry');
  expect(entries).toHaveLength(19);
  for (const line of entries) {
    expect(valueAt(read.document.value, pathOf(line)), String(pathOf(line))).not.toBeUndefined();
    expect(text.slice(line.keyStart, line.keyEnd)).toBe(line.key);
  }
});

test.each([
  ['lr: 1e-4', ['config', 'process', 0, 'train', 'lr']],
  ['prompt: two', ['config', 'process', 0, 'sample', 'samples', 1, 'prompt']],
  ['neg: x', ['config', 'process', 0, 'sample', 'neg']],
  ['folder_path: /b', ['config', 'process', 0, 'datasets', 1, 'folder_path']],
  ['768', ['config', 'process', 0, 'datasets', 1, 'resolution', 1]],
  ['like a key', []],
])('The way to %j is %j.', (found, path) => {
  const line = lineAt(outlineOf(text), text.indexOf(found));
  expect(line === null ? null : pathOf(line)).toEqual(path);
});

test.each([
  [
    'an empty line below a block',
    'config:\n  process:\n    - train:\n        ',
    ['config', 'process', 0, 'train'],
  ],
  ['an empty line further out', 'config:\n  process:\n    - train:\n      ', ['config', 'process', 0]],
  ['half a key', 'config:\n  na', ['config']],
  ['half a key behind a dash', 'config:\n  process:\n    - ty', ['config', 'process', 0]],
  ['a text that cannot be read', 'a: [\nb:\n  c: "\n  d', ['b']],
])('%s has a place too.', (_, typed, path) => {
  const line = lineAt(outlineOf(typed), typed.length);
  expect(line?.parent).toEqual(path);
});

test('Line breaks of Windows do not count as text.', () => {
  const [line] = outlineOf('name: x\r\n');
  expect(line?.text).toBe('name: x');
});
