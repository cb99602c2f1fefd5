import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/preflight/document.ts';
import type { JsonValue } from '../../src/preflight/finding.ts';
import { namedModels } from '../../src/preflight/models/catalogue.ts';
import { type ConfigPath, valueAt } from '../../src/preflight/path.ts';
import { renderYaml } from '../../src/preflight/render-yaml.ts';
import { removeValue, setValue } from '../../src/preflight/set-value.ts';
import { interfaceJob } from './interface-job.ts';

const text = [
  '# top',
  'train: # how',
  '  lr: "1e-4"   # rate',
  '  steps: 10',
  'net: {a: 1, b: [1, 2]} # flow',
  'empty: # nothing yet',
  'list:',
  '  # first',
  '  - a: 1 # one',
  '    b: |',
  '      x',
  '',
  '  # second',
  '  - a: 2 # two',
  'sizes:',
  '  - 512 # small',
  '  - 768',
  '',
].join('\n');

describe('setValue changes the text of one value', () => {
  test.each<[what: string, path: ConfigPath, value: JsonValue, from: string, to: string]>([
    ['a number', ['train', 'steps'], 20, 'steps: 10', 'steps: 20'],
    ['a text in its quotes', ['train', 'lr'], 'x', '"1e-4"   # rate', '"x"   # rate'],
    ['a text that needs quotes', ['train', 'steps'], 'yes', 'steps: 10', 'steps: "yes"'],
    ['a sentence', ['train', 'steps'], 'a dog, running', 'steps: 10', 'steps: a dog, running'],
    ['a block of text', ['list', 0, 'b'], 'y: z', 'b: |\n      x', 'b: "y: z"'],
    ['a value in brackets', ['net', 'b', 1], 'c, d', '[1, 2]', '[1, "c, d"]'],
    ['a list in brackets', ['net', 'b'], [3], '[1, 2]', '[3]'],
    ['a new key', ['train', 'dtype'], 'bf16', '  steps: 10\n', '  steps: 10\n  dtype: bf16\n'],
    [
      'a new key below an empty one',
      ['empty', 'x', 'y'],
      1,
      'empty: # nothing yet',
      'empty: # nothing yet\n  x:\n    y: 1',
    ],
    ['a new key in braces', ['net', 'c'], 'x', '{a: 1', '{c: x, a: 1'],
    ['a list of one item a line', ['sizes'], [512, 1024, 1536], '  - 768\n', '  - 1024\n  - 1536\n'],
    ['a shorter list', ['sizes'], [512], '  - 768\n', ''],
    [
      'an item behind the last',
      ['list', 2],
      { a: 3, b: [4, 5] },
      '- a: 2 # two\n',
      '- a: 2 # two\n  - a: 3\n    b: [4, 5]\n',
    ],
  ])('%s', (_, path, value, from, to) => {
    expect(setValue(text, path, value)).toBe(text.replace(from, to));
  });

  test('a number stays as it was typed', () => {
    expect(setValue(text, ['train', 'steps'], 2e-4, '2e-4')).toContain('steps: 2e-4\n');
    expect(setValue(text, ['train', 'steps'], 2e-4, '3e-4')).toBeNull();
  });

  test('line breaks of Windows stay', () => {
    const windows = text.replaceAll('\n', '\r\n');
    for (const path of [
      ['train', 'dtype'],
      ['empty', 'x'],
      ['list', 2],
    ]) {
      const changed = setValue(windows, path, { a: 1 });
      expect(changed?.replaceAll('\r\n', '')).not.toContain('\n');
    }
  });

  test('a value from a merge key is overruled where it is wanted', () => {
    const merged = 'base: &base\n  lr: 1\n  x: 2\ntrain:\n  <<: *base\n  y: 3\n';
    expect(setValue(merged, ['train', 'lr'], 5)).toBe(`${merged}  lr: 5\n`);
  });

  test.each<[what: string, yaml: string, path: ConfigPath]>([
    ['shared by an alias', 'a: &x 1\nb: *x\n', ['b']],
    ['in a text that is no config', 'a: [', ['a']],
    ['below a plain value', 'a: 1\n', ['a', 'b']],
    ['past the end of a list', 'a:\n  - 1\n', ['a', 5]],
  ])('a value %s is left alone', (_, yaml, path) => {
    expect(setValue(yaml, path, 7)).toBeNull();
  });

  test('the name may change although other texts speak of it', () => {
    const job = 'config:\n  name: old # name\n  process: []\nmeta:\n  name: "[name]"\n';
    expect(setValue(job, ['config', 'name'], 'new')).toBe(job.replace('old', 'new'));
    expect(setValue(job, ['meta', 'name'], 'my [name]')).toBe(job.replace('[name]', 'my [name]'));
  });
});

describe('removeValue takes out one value', () => {
  test.each<[what: string, path: ConfigPath, from: string, to: string]>([
    ['a key', ['train', 'steps'], '  steps: 10\n', ''],
    ['a key behind a dash', ['list', 0, 'a'], '- a: 1 # one\n    b', '- b'],
    ['a key with lines below it', ['list'], text.slice(text.indexOf('list:'), text.indexOf('sizes:')), ''],
    ['an item', ['list', 1], '  - a: 2 # two\n', ''],
    ['an item in brackets', ['net', 'b', 1], '[1, 2]', '[1]'],
    ['what is not there', ['train', 'nothing'], '', ''],
  ])('%s', (what, path, from, to) => {
    const changed = removeValue(text, path);
    // A comment would be lost that stands between the two keys.
    if (what === 'a key behind a dash') expect(changed).toBeNull();
    else expect(changed).toBe(text.replace(from, to));
  });

  test('the last item leaves an empty list', () => {
    expect(removeValue('a:\n  - 1\nb: 2\n', ['a', 0])).toBe('a:\n  []\nb: 2\n');
  });
});

test.each(namedModels)('the config for $variant.name is read as it was written', (named) => {
  const config = JSON.parse(interfaceJob(named, 'images').yaml) as JsonValue;
  expect(readDocument(renderYaml(config))).toMatchObject({ ok: true });
  const read = readDocument(renderYaml({ ...(config as object), meta: {} } as JsonValue));
  expect(read.ok && read.document.value).toEqual({ ...(config as object), meta: {} });
});

const process: ConfigPath = ['config', 'process', 0];
const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => !value.includes('[name]')),
  fc.constantFrom(
    'yes',
    'null',
    '1e-4',
    '0x1f',
    '12:30',
    '- a',
    'a: b',
    'a #b',
    '',
    ' ',
    '[',
    "it's",
    'a\nb',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const changes: fc.Arbitrary<{ path: ConfigPath; value: JsonValue }> = fc.oneof(
  fc.record({
    path: fc.constantFrom<ConfigPath>(
      ['config', 'name'],
      [...process, 'trigger_word'],
      [...process, 'train', 'lr'],
      [...process, 'train', 'new_key'],
      [...process, 'network', 'linear'],
      [...process, 'save', 'save_every'],
      [...process, 'sample', 'samples', 0, 'prompt'],
      [...process, 'sample', 'samples', 1, 'ctrl_img'],
      [...process, 'datasets', 0, 'folder_path'],
      [...process, 'datasets', 0, 'deep', 'new'],
      [...process, 'brand', 'new'],
    ),
    value: scalars,
  }),
  fc.record({
    path: fc.constantFrom<ConfigPath>(
      [...process, 'datasets', 0, 'resolution'],
      [...process, 'train', 'betas'],
    ),
    value: fc.array(scalars, { maxLength: 4 }),
  }),
  fc.record({
    path: fc.constant<ConfigPath>([...process, 'sample', 'samples']),
    value: fc.array(fc.record({ prompt: fc.string() }), { minLength: 1, maxLength: 4 }),
  }),
);

test('A change can be read back, everything else stays, and so does every comment.', () => {
  const { yaml } = interfaceJob(namedModels[0] as (typeof namedModels)[number], 'images');
  const clean = renderYaml(JSON.parse(yaml) as JsonValue);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), changes, (places, { path, value }) => {
      const commented = withComments(clean, places);
      const changed = setValue(commented, path, value);
      expect(changed).not.toBeNull();
      const read = readDocument(changed ?? '');
      expect(read.ok && JSON.stringify(valueAt(read.document.value, path))).toBe(JSON.stringify(value));
      // Items that are taken away take the comment on their line with them; everything else keeps its own.
      if (!Array.isArray(value)) expect(commentsOf(changed ?? '')).toEqual(commentsOf(commented));
      const kept = commonEnds(commented, changed ?? '');
      const touched = commented.split('\n').length - kept;
      expect(touched).toBeLessThanOrEqual(Array.isArray(value) ? 12 : 1);
    }),
    { numRuns: 400 },
  );
});

/** Puts comments behind some lines and above others. */
function withComments(yaml: string, places: readonly number[]): string {
  const lines = yaml.trimEnd().split('\n');
  for (const [index, place] of places.entries()) {
    const at = place % lines.length;
    const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? '';
    if (place % 2 === 0) lines[at] = `${lines[at]} # mark ${index}`;
    else lines.splice(at, 0, `${indent}# mark ${index}`);
  }
  return `${lines.join('\n')}\n`;
}

function commentsOf(yaml: string): string[] {
  return [...yaml.matchAll(/# mark \d+/g)].map(([found]) => found);
}

/** How many lines two texts share from their beginning and their end. */
function commonEnds(before: string, after: string): number {
  const a = before.split('\n');
  const b = after.split('\n');
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end;
}
