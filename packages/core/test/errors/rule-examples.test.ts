import { describe, expect, test } from 'vitest';
import { allErrors } from '../../src/errors/catalogue.ts';
import type { ShownExample } from '../../src/errors/error-page.ts';
import { ruleExamples } from '../../src/errors/rule-examples.ts';
import { exampleFacts } from '../../src/preflight/example.ts';
import { lint } from '../../src/preflight/lint.ts';
import { rules } from '../../src/preflight/rules/index.ts';

/** What a page shows without scrolling for long. */
const mostLines = 32;

// The whole configs of which these are parts are linted in test/preflight/rules.test.ts.
describe.each(rules.filter(({ code }) => code !== null))('what the page of $code shows of $name', (rule) => {
  const shown = ruleExamples(rule.code ?? 0).find(({ title }) => title === rule.title);
  const [bad] = rule.examples.bad;
  const [good] = rule.examples.good;

  test('is a part of the configs that the tests check, and no more than helps', () => {
    for (const [part, whole] of [
      [shown?.bad.yaml ?? '', bad.yaml],
      [shown?.good.yaml ?? '', good.yaml],
    ] as const) {
      const lines = part.split('\n').filter((line) => !line.endsWith('# …'));
      expect(whole.split('\n')).toEqual(expect.arrayContaining(lines));
      expect(part.split('\n').length).toBeLessThanOrEqual(mostLines);
    }
    const without = (part: ShownExample | undefined) => [part?.given, part?.yaml];
    expect(without(shown?.bad)).not.toEqual(without(shown?.good));
  });

  test('holds the line that the finding is about', () => {
    const { findings } = lint(bad.yaml, bad.facts ?? exampleFacts());
    const finding = findings.find(({ code, name }) => code === rule.code && name === rule.name);
    const line = bad.yaml.split('\n')[(finding?.line ?? 0) - 1] ?? 'no line';
    // Of a text that is broken the place is where reading it ended.
    if (rule.stage === 'job' && finding?.path !== '') expect(shown?.bad.yaml.split('\n')).toContain(line);
  });
});

test('every code that configs are refused for has examples on its page', () => {
  const ofConfigs = [...new Set(rules.map(({ code }) => code))].filter((code) => code !== null);
  for (const code of ofConfigs) expect(ruleExamples(code), String(code)).not.toEqual([]);
  expect(allErrors.map(({ code }) => code)).toEqual(expect.arrayContaining(ofConfigs));
});
