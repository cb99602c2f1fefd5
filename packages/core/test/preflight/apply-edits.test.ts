import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/preflight/apply-edits.ts';
import { exampleFacts, exampleJob } from '../../src/preflight/example.ts';
import type { Edit } from '../../src/preflight/finding.ts';
import { lint } from '../../src/preflight/lint.ts';
import { rules } from '../../src/preflight/rules/index.ts';

const text = [
  '# top',
  'train: # how',
  '  lr: "1e-4"   # rate',
  '  steps: 10',
  'net: {a: 1}',
  'list:',
  '  - a: 1 # one',
  '    b: |',
  '      x',
  '',
].join('\n');

test.each<{ what: string; edit: Edit; from: string; to: string }>([
  {
    what: 'a value',
    edit: { operation: 'set', path: ['train', 'lr'], value: 0.0001 },
    from: 'lr: "1e-4"   # rate',
    to: 'lr: 0.0001   # rate',
  },
  {
    what: 'a text that needs quotes',
    edit: { operation: 'set', path: ['train', 'steps'], value: 'yes' },
    from: 'steps: 10',
    to: 'steps: "yes"',
  },
  {
    what: 'a key',
    edit: { operation: 'rename', path: ['train', 'steps'], key: 'step_count' },
    from: '  steps: 10',
    to: '  step_count: 10',
  },
  {
    what: 'a new key after the last line',
    edit: { operation: 'set', path: ['train', 'dtype'], value: 'bf16' },
    from: '  steps: 10\n',
    to: '  steps: 10\n  dtype: bf16\n',
  },
  {
    what: 'a new key in braces',
    edit: { operation: 'set', path: ['net', 'b'], value: 2 },
    from: '{a: 1}',
    to: '{b: 2, a: 1}',
  },
  {
    what: 'a new key behind a dash',
    edit: { operation: 'set', path: ['list', 0, 'c'], value: true },
    from: '  - a: 1 # one\n',
    to: '  - a: 1 # one\n    c: true\n',
  },
  {
    what: 'a value in braces',
    edit: { operation: 'set', path: ['net', 'a'], value: 'x, y' },
    from: '{a: 1}',
    to: '{a: "x, y"}',
  },
  {
    what: 'the only key in braces',
    edit: { operation: 'remove', path: ['net', 'a'] },
    from: '{a: 1}',
    to: '{}',
  },
  {
    what: 'a key in braces of another name',
    edit: { operation: 'rename', path: ['net', 'a'], key: 'b' },
    from: '{a: 1}',
    to: '{b: 1}',
  },
  {
    what: 'a line less',
    edit: { operation: 'remove', path: ['train', 'steps'] },
    from: '  steps: 10\n',
    to: '',
  },
])('$what: the rest of the text stays', ({ edit, from, to }) => {
  expect(applyEdits(text, [edit])).toEqual({ yaml: text.replace(from, to), applied: [edit] });
});

test.each<{ what: string; edit: Edit }>([
  { what: 'a block of text', edit: { operation: 'set', path: ['list', 0, 'b'], value: 'y' } },
  { what: 'a key behind a dash', edit: { operation: 'remove', path: ['list', 0, 'a'] } },
  { what: 'a place that does not exist', edit: { operation: 'set', path: ['nowhere', 'a'], value: 1 } },
  { what: 'a key that does not exist', edit: { operation: 'remove', path: ['train', 'nothing'] } },
  { what: 'a mapping', edit: { operation: 'set', path: ['train'], value: 1 } },
])('$what is left for a person', ({ edit }) => {
  expect(applyEdits(text, [edit])).toEqual({ yaml: text, applied: [] });
});

test.each<{ what: string; yaml: string; edit: Edit; wanted: string | null }>([
  {
    what: 'a value that another place shares by an alias',
    yaml: 'a: &x 1\nb: *x\n',
    edit: { operation: 'set', path: ['b'], value: 2 },
    wanted: null,
  },
  {
    what: 'a value that others share',
    yaml: 'a: &x 1\nb: *x\n',
    edit: { operation: 'set', path: ['a'], value: 2 },
    wanted: null,
  },
  {
    what: 'a value from a merge key',
    yaml: 'base: &base {lr: 1}\ntrain:\n  <<: *base\n  y: 3\n',
    edit: { operation: 'set', path: ['train', 'lr'], value: 2 },
    wanted: 'base: &base {lr: 1}\ntrain:\n  <<: *base\n  y: 3\n  lr: 2\n',
  },
  {
    what: 'a key from a merge key',
    yaml: 'base: &base {lr: 1}\ntrain:\n  <<: *base\n  y: 3\n',
    edit: { operation: 'rename', path: ['train', 'lr'], key: 'rate' },
    wanted: null,
  },
  {
    what: 'a key whose new name is taken',
    yaml: 'a: 1\nb: 2\n',
    edit: { operation: 'rename', path: ['a'], key: 'b' },
    wanted: null,
  },
  {
    what: 'the last key of a block',
    yaml: 'a:\n  b: 1\nc: 2\n',
    edit: { operation: 'remove', path: ['a', 'b'] },
    wanted: 'a: {}\nc: 2\n',
  },
  {
    what: 'a key between others in braces',
    yaml: 'a: {b: 1, c: 2, d: 3}\n',
    edit: { operation: 'remove', path: ['a', 'c'] },
    wanted: 'a: {b: 1, d: 3}\n',
  },
  {
    what: 'the last key in braces',
    yaml: 'a: {b: 1, c: 2}\n',
    edit: { operation: 'remove', path: ['a', 'c'] },
    wanted: 'a: {b: 1}\n',
  },
  {
    what: 'a key in braces with a remark behind it',
    yaml: 'a: {b: 1, # why\n  c: 2}\n',
    edit: { operation: 'remove', path: ['a', 'b'] },
    wanted: null,
  },
  {
    what: 'a value that an anchor names',
    yaml: 'a: {b: &x "1"}\n',
    edit: { operation: 'set', path: ['a', 'b'], value: 1 },
    wanted: 'a: {b: &x 1}\n',
  },
])('$what: only its place changes, or nothing', ({ yaml, edit, wanted }) => {
  const applied = wanted === null ? [] : [edit];
  expect(applyEdits(yaml, [edit])).toEqual({ yaml: wanted ?? yaml, applied });
});

describe('the edits of findings mend what they were found for', () => {
  const cases = rules.flatMap((rule) =>
    rule.examples.bad.flatMap((example) => {
      const edits = lint(example.yaml, example.facts ?? exampleFacts()).findings.filter(
        ({ code, name, edit }) => code === rule.code && name === rule.name && edit !== undefined,
      );
      return edits.length === 0 ? [] : [{ name: `${rule.name}: ${example.title}`, rule, example }];
    }),
  );

  test.each(cases)('$name', ({ rule, example }) => {
    const facts = example.facts ?? exampleFacts();
    const found = (yaml: string) =>
      lint(yaml, facts).findings.filter(({ code, name }) => code === rule.code && name === rule.name);
    const edits = found(example.yaml).flatMap(({ edit }) => (edit === undefined ? [] : [edit]));
    const { yaml, applied } = applyEdits(example.yaml, edits);
    expect(applied).toEqual(edits);
    expect(found(yaml).filter(({ edit }) => edit !== undefined)).toEqual([]);
  });

  test('there are such edits', () => {
    expect(cases.length).toBeGreaterThan(15);
  });
});

test('a text that cannot be read stays as it is', () => {
  expect(applyEdits('a: [', [{ operation: 'set', path: ['a'], value: 1 }])).toEqual({
    yaml: 'a: [',
    applied: [],
  });
  expect(exampleJob()).toContain('lr: 1e-4');
});
