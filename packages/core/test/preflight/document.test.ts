import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/preflight/document.ts';

function read(text: string) {
  const result = readDocument(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.document;
}

function errorOf(text: string) {
  const result = readDocument(text);
  return result.ok ? null : result.error;
}

describe('places', () => {
  const text = [
    'job: extension',
    'config:',
    '  name: "x"',
    '  process:',
    '    - type: a',
    '      train: {lr: 1e-4, steps: 5}',
    '      list:',
    '        - 1',
    '',
  ].join('\n');
  test.each([
    { path: [], at: [1, 1], what: 'the whole config' },
    { path: ['config'], at: [2, 1], what: 'the key of a mapping' },
    { path: ['config', 'name'], at: [3, 9], what: 'a quoted value' },
    { path: ['config', 'process', 0], at: [5, 7], what: 'an item of a list' },
    { path: ['config', 'process', 0, 'train', 'lr'], at: [6, 19], what: 'a value in braces' },
    { path: ['config', 'process', 0, 'list', 0], at: [8, 11], what: 'a scalar item' },
    {
      path: ['config', 'process', 0, 'train', 'dtype'],
      at: [6, 7],
      what: 'a missing key stands at its block',
    },
    { path: ['config', 'process', 3, 'x'], at: [4, 3], what: 'a missing item stands at its list' },
    { path: ['meta', 'name'], at: [1, 1], what: 'a missing block stands at the top' },
  ])('$what', ({ path, at: [line, column] }) => {
    expect(read(text).positionOf(path)).toEqual({ line, column });
  });

  test('lines count by any line break that editors know', () => {
    expect(read('a: 1\r\nb: 2\rc: 3\n\nd: 4').positionOf(['d'])).toEqual({ line: 5, column: 4 });
  });

  test('a byte order mark is passed over', () => {
    expect(read('\ufeffa: 1').value).toEqual({ a: 1 });
  });

  test('an aliased value stands where it is written', () => {
    const document = read('base: &b\n  lr: 1\nuse: *b\n');
    expect(document.value).toEqual({ base: { lr: 1 }, use: { lr: 1 } });
    expect(document.positionOf(['use', 'lr'])).toEqual({ line: 2, column: 7 });
  });

  test('the value that counts is the last of equal keys, and the own one before the merged', () => {
    const document = read('x: &x {a: 1, b: 2}\ny:\n  a: 3\n  <<: *x\n  a: 4\n');
    expect(document.value).toMatchObject({ y: { a: 4, b: 2 } });
    expect(document.positionOf(['y', 'a'])).toEqual({ line: 5, column: 6 });
    expect(document.notes).toMatchObject([{ kind: 'duplicate-key', text: 'a', path: ['y', 'a'] }]);
  });
});

describe('values', () => {
  test('[name] is replaced everywhere, in keys too, but not in a list of one word', () => {
    const text = 'config: {name: dogs}\nmeta: {"[name]": "[name]-v1 of [name]", list: [name]}';
    expect(read(text).value).toEqual({
      config: { name: 'dogs' },
      meta: { dogs: 'dogs-v1 of dogs', list: ['name'] },
    });
  });

  test('environment variables stay as they are written, with a note', () => {
    const document = read('a: "\u0024{HF_TOKEN} here"');
    expect(document.value).toEqual({ a: '\u0024{HF_TOKEN} here' });
    expect(document.notes).toMatchObject([{ kind: 'environment', text: '\u0024{HF_TOKEN}', path: ['a'] }]);
  });

  test('a key named __proto__ is a key like any other', () => {
    const { value } = read('__proto__: {polluted: true}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('hostile and broken texts are refused with a place', () => {
  const laughs = Array.from(
    { length: 30 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? '1' : `*a${n - 1}, *a${n - 1}, *a${n - 1}`}]`,
  ).join('\n');
  const chain = Array.from(
    { length: 5000 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? '1' : `*a${n - 1}`}]`,
  ).join('\n');
  const merges = Array.from(
    { length: 30 },
    (_, n) => `a${n}: &a${n} {k${n}: 1${n === 0 ? '' : `, <<: [*a${n - 1}, *a${n - 1}]`}}`,
  ).join('\n');
  test.each([
    { what: 'aliases that grow without end', text: laughs, says: 'values' },
    { what: 'aliases that nest without end', text: chain, says: 'deep' },
    { what: 'merges that grow without end', text: merges, says: 'values' },
    { what: 'a list inside itself', text: 'a: &a [*a]', says: 'contains itself' },
    { what: 'brackets without end', text: '['.repeat(10_000), says: 'deep' },
    {
      what: 'indentation without end',
      text: Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      says: 'deep',
    },
    { what: 'too long a text', text: `a: ${'x'.repeat(600_000)}`, says: 'characters long' },
    { what: 'an unclosed quote', text: 'a: "b\nc: d', says: 'never closed' },
    { what: 'a tab', text: 'a:\tb', says: 'tab' },
    { what: 'a control character', text: 'a: \u0007', says: 'U+0007' },
    { what: 'an unknown tag', text: 'a: !!python/object:os.system x', says: 'tag' },
    { what: 'a second document', text: 'a: 1\n---\nb: 2', says: 'second document' },
    { what: 'a lost alias', text: 'a: *b', says: '*b' },
  ])('$what', ({ text, says }) => {
    const error = errorOf(text);
    expect(error?.message).toContain(says);
    expect(error?.position.line).toBeGreaterThan(0);
    expect(error?.position.column).toBeGreaterThan(0);
  });

  test.each([
    { what: 'the same key without end', text: 'a: 1\n'.repeat(100_000) },
    { what: 'quotes without end', text: '"'.repeat(500_000) },
    { what: 'dashes without end', text: '- '.repeat(250_000) },
    { what: 'colons without end', text: ': '.repeat(250_000) },
    { what: 'commas without end', text: `[${','.repeat(500_000)}` },
    { what: 'a word without end', text: 'a'.repeat(500_000) },
    { what: 'variables without end', text: 'a\u0024{b}: c\n'.repeat(50_000) },
    { what: 'blank lines without end', text: `a: |\n${'\n'.repeat(500_000)}` },
    { what: 'digits without end', text: `a: ${'9'.repeat(500_000)}` },
    { what: 'colons between digits without end', text: `a: ${'1:'.repeat(250_000)}1` },
  ])('$what is read in bounded time', ({ text }) => {
    const before = process.cpuUsage();
    readDocument(text);
    // The processor's time: others may be at work on the machine.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});
