import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exampleFacts } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';
import type { Example, Rule } from '../../src/preflight/rule.ts';
import { rules } from '../../src/preflight/rules/index.ts';

const rulesFolder = new URL('../../src/preflight/rules/', import.meta.url);
const files = readdirSync(rulesFolder).filter((name) => name !== 'index.ts');
const loaded = await Promise.all(
  files.map(async (file) => ({
    file,
    rule: ((await import(new URL(file, rulesFolder).href)) as { default: Rule }).default,
  })),
);

function findingsOf(rule: Rule, example: Example) {
  const all = lint(example.yaml, example.facts ?? exampleFacts()).findings;
  return all.filter((finding) => finding.code === rule.code && finding.name === rule.name);
}

test('every file of the rules folder is in the list of rules, and nothing else is', () => {
  expect(new Set(rules)).toEqual(new Set(loaded.map(({ rule }) => rule)));
  expect(rules).toHaveLength(files.length);
});

test('the name of a rule stands for one rule, but for the settings that are not allowed', () => {
  const names = rules.filter((rule) => rule.code !== 42298).map((rule) => rule.name);
  expect(names).toEqual([...new Set(names)]);
});

describe.each(loaded)('$file', ({ file, rule }) => {
  test('is named after its code', () => {
    expect(file).toMatch(new RegExp(`^${rule.code ?? 'warning'}-[a-z0-9-]+\\.ts$`));
    expect(rule.severity).toBe(rule.code === null ? 'warning' : 'error');
  });

  test.each(rule.examples.bad)('bad: $title', (example) => {
    const found = findingsOf(rule, example);
    expect(found.map((finding) => finding.path)).toEqual(example.at);
    for (const finding of found) {
      expect(finding.message).toMatch(/^[^a-z].*\.$/s);
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.column).toBeGreaterThan(0);
    }
  });

  test.each(rule.examples.good)('good: $title', (example) => {
    expect(findingsOf(rule, example)).toEqual([]);
    const errors = lint(example.yaml, example.facts ?? exampleFacts()).findings.filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors).toEqual([]);
  });
});
