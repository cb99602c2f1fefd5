import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/preflight/apply-edits.ts';
import { readDocument } from '../../src/preflight/document.ts';
import { exampleFacts } from '../../src/preflight/example.ts';
import type { Facts } from '../../src/preflight/facts.ts';
import type { Edit, Finding } from '../../src/preflight/finding.ts';
import { lint } from '../../src/preflight/lint.ts';
import { type ConfigPath, valueAt } from '../../src/preflight/path.ts';
import { rules } from '../../src/preflight/rules/index.ts';

// Fixes are made in texts of every layout: braces and blocks, quotes, comments, line breaks of Windows.

interface Wrong {
  readonly name: string;
  readonly value: unknown;
  readonly facts: Facts;
}

/** The rules' own examples of what they refuse, where a fix is offered. */
const wrong: readonly Wrong[] = rules.flatMap((rule) =>
  rule.examples.bad.flatMap(({ title, yaml, facts = exampleFacts() }): Wrong[] => {
    const read = readDocument(yaml);
    const fixable = lint(yaml, facts).findings.some(({ name, edit }) => name === rule.name && edit);
    return read.ok && fixable ? [{ name: `${rule.name}: ${title}`, value: read.document.value, facts }] : [];
  }),
);

type Generate = fc.GeneratorValue;

/** A config written by somebody whose habits are drawn: the same value, whatever the layout. */
function write(value: unknown, g: Generate): string {
  let comments = 0;
  const windows = g(fc.boolean);
  const tilde = g(fc.boolean);
  const comment = (): string => (g(fc.nat, { max: 3 }) === 0 ? ` # remark ${comments++}, {not: config}` : '');
  const scalar = (item: unknown): string => {
    if (typeof item === 'number' && !Number.isFinite(item)) return item > 0 ? '.inf' : '.nan';
    if (typeof item !== 'string') return item === null && tilde ? '~' : String(item);
    return g(fc.boolean) || item.includes("'") || /[^ -~]/.test(item) ? JSON.stringify(item) : `'${item}'`;
  };
  const name = (key: string): string => (g(fc.nat, { max: 4 }) === 0 ? JSON.stringify(key) : key);
  const flow = (item: unknown, indent: string): string => {
    const wide = g(fc.nat, { max: 3 }) === 0;
    const gap = wide ? `\n${indent}    ` : g(fc.boolean) ? ' ' : '';
    const end = g(fc.nat, { max: 3 }) === 0 ? ',' : '';
    const join = (parts: readonly string[], open: string, close: string): string =>
      parts.length === 0
        ? `${open}${close}`
        : `${open}${gap}${parts.join(wide ? `,${comment()}${gap}` : ', ')}${end}${wide ? `${comment()}\n${indent}  ` : gap}${close}`;
    if (Array.isArray(item))
      return join(
        item.map((part) => flow(part, `${indent}  `)),
        '[',
        ']',
      );
    if (typeof item !== 'object' || item === null) return scalar(item);
    const parts = Object.entries(item).map(([key, part]) => `${name(key)}: ${flow(part, `${indent}  `)}`);
    return join(parts, '{', '}');
  };
  const block = (item: unknown, indent: string): string => {
    const isEmpty = typeof item === 'object' && item !== null && Object.keys(item).length === 0;
    if (typeof item !== 'object' || item === null || isEmpty || g(fc.nat, { max: 3 }) === 0)
      return ` ${flow(item, indent)}${comment()}\n`;
    const before = g(fc.nat, { max: 6 }) === 0 ? `${indent}# remark ${comments++}\n` : '';
    const lines = Array.isArray(item)
      ? item.map((part) => `${indent}-${block(part, `${indent}  `)}`)
      : Object.entries(item).map(([key, part]) => `${indent}${name(key)}:${block(part, `${indent}  `)}`);
    return `${comment()}\n${before}${lines.join('')}`;
  };
  const text = `${g(fc.boolean) ? '# a config\n---' : '---'}${block(value, '')}`;
  return windows ? text.replaceAll('\n', '\r\n') : text;
}

const places = (findings: readonly Finding[]) =>
  findings.flatMap(({ code, name, path, edit }) => (edit === undefined ? [] : [`${code} ${name} ${path}`]));

/** The value with everything left out that edits may change. */
function without(value: unknown, edits: readonly Edit[], at: ConfigPath = []): unknown {
  const touched = edits.some(({ path, operation, ...edit }) => {
    const renamed = operation === 'rename' && 'key' in edit ? [...path.slice(0, -1), edit.key] : path;
    return [path, renamed].some((place) => JSON.stringify(place) === JSON.stringify(at));
  });
  if (touched) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => without(item, edits, [...at, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, without(item, edits, [...at, key])] as const)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test('a fixed config reads, has what was fixed no more, and differs only there', () => {
  let made = 0;
  let offered = 0;
  fc.assert(
    fc.property(fc.constantFrom(...wrong), fc.gen(), ({ value, facts }, g) => {
      const text = write(value, g);
      const before = readDocument(text);
      if (!before.ok) throw new Error(`${before.error.message}\n${text}`);
      expect(before.document.value).toEqual(value);

      const found = lint(text, facts).findings;
      const edits = found.flatMap(({ edit }) => (edit === undefined ? [] : [edit]));
      const { yaml, applied } = applyEdits(text, edits);
      offered += edits.length;
      made += applied.length;

      const after = readDocument(yaml);
      if (!after.ok) throw new Error(`${after.error.message}\n${yaml}`);
      for (const edit of applied) {
        if (edit.operation === 'set') expect(valueAt(after.document.value, edit.path)).toEqual(edit.value);
        else expect(valueAt(after.document.value, edit.path)).toBeUndefined();
      }
      expect(without(after.document.value, applied)).toEqual(without(before.document.value, applied));
      const mended = found.filter(({ edit }) => edit !== undefined && applied.includes(edit));
      const left = places(lint(yaml, facts).findings);
      for (const place of places(mended)) expect(left).not.toContain(place);
      // A line goes with its own comment, no other comment does.
      const removed = applied.filter(({ operation }) => operation === 'remove').length;
      const remarks = (of: string): number => of.match(/# remark/g)?.length ?? 0;
      expect(remarks(yaml)).toBeGreaterThanOrEqual(remarks(text) - removed);
      if (text.includes('\r\n')) expect(yaml.replaceAll('\r\n', '')).not.toContain('\n');
    }),
    { numRuns: 200 },
  );
  // Nearly every fix is one that can be made in nearly every layout.
  expect(made).toBeGreaterThan(offered * 0.9);
});
