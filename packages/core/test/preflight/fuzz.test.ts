import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleFacts } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';
import { namedModels } from '../../src/preflight/models/catalogue.ts';
import { redactConfigText } from '../../src/preflight/redact.ts';
import { contractLayout, resolveConfig } from '../../src/preflight/resolve.ts';
import { rules } from '../../src/preflight/rules/index.ts';
import { interfaceJob } from './interface-job.ts';

// TRAINYARD_FUZZ_RUNS=1000000 for a long run.
const runs = Number(process.env['TRAINYARD_FUZZ_RUNS'] ?? 1500);

const seeds = [
  ...rules.flatMap(({ examples }) => [...examples.bad, ...examples.good].map(({ yaml }) => yaml)),
  ...namedModels.slice(0, 12).map((named) => interfaceJob(named, 'images').yaml),
];
const values = [
  'null',
  '~',
  '[]',
  '{}',
  '""',
  '"x"',
  '-1',
  '0',
  '1e400',
  '.nan',
  'yes',
  '[[]]',
  '[null]',
  '{a: b}',
  '- a',
  '2024-01-01',
  '*a',
  '&a',
  '!!str',
  '"\u0024{X}"',
  '/etc/passwd',
  '__proto__',
  '\t',
  '\n',
  '#',
  ': ',
  '9999999999999999999',
  '1:30',
  '😀',
  '\u2028',
];
const mutation = fc.record({
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('insert', 'delete', 'value', 'copy', 'drop-line'),
  text: fc.constantFrom(...values),
  length: fc.nat(30),
});

function mutate(
  text: string,
  { where, kind, text: piece, length }: { where: number; kind: string; text: string; length: number },
): string {
  const at = Math.floor(where * text.length);
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
  switch (kind) {
    case 'insert':
      return text.slice(0, at) + piece + text.slice(at);
    case 'delete':
      return text.slice(0, at) + text.slice(at + length);
    case 'value':
      return (
        text.slice(0, lineStart) +
        text.slice(lineStart, lineEnd).replace(/: .*$/, `: ${piece}`) +
        text.slice(lineEnd)
      );
    case 'copy':
      return text.slice(0, lineEnd) + text.slice(Math.max(0, lineStart - 1), lineEnd) + text.slice(lineEnd);
    default:
      return text.slice(0, lineStart) + text.slice(lineEnd + 1);
  }
}

test('configs broken at random are judged: nothing throws, and every finding has a place in the text', () => {
  const facts = exampleFacts();
  let slowestMs = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      (seed, mutations) => {
        const yaml = mutations.reduce(mutate, seed);
        const start = performance.now();
        const result = lint(yaml, facts);
        slowestMs = Math.max(slowestMs, performance.now() - start);
        const lines = yaml.split(/\r\n|\n|\r/);
        for (const { line, column, message, path } of result.findings) {
          expect(line, path).toBeGreaterThan(0);
          expect(line, path).toBeLessThanOrEqual(lines.length);
          expect(column, path).toBeGreaterThan(0);
          expect(column, path).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          expect(message).not.toBe('');
        }
        redactConfigText(yaml);
        if (result.config !== null) JSON.stringify(resolveConfig(result.config, contractLayout));
      },
    ),
    { numRuns: runs, seed: 20_260_801 },
  );
  // Far above the 50 ms that a quiet machine stays below, so that a busy one does not fail.
  expect(slowestMs).toBeLessThan(1000);
});

test('any text at all is judged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(lint(text, exampleFacts()).accepted).toBe(false);
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});

test('a config with thousands of entries takes bounded time', () => {
  const many = Array.from(
    { length: 5000 },
    (_, index) => `        - prompt: p${index} --zz\n          foo${index}: 1`,
  ).join('\n');
  const yaml = `job: extension\nconfig:\n  name: x\n  process:\n    - type: sd_trainer\n      sample:\n        samples:\n${many}\n`;
  const start = performance.now();
  const { findings } = lint(yaml, exampleFacts());
  expect(performance.now() - start).toBeLessThan(3000);
  expect(findings.length).toBeGreaterThan(0);
});
