import { rules } from '../preflight/rules/index.ts';
import type { RuleExample } from './error-page.ts';

/** What the page of an error shows of each preflight rule that gives its code; none for other codes. */
export function ruleExamples(code: number): readonly RuleExample[] {
  return rules
    .filter((rule) => rule.code === code)
    .map(({ name, title, why, fix, source, examples }) => ({
      name,
      title,
      why,
      fix,
      source,
      bad: examples.bad[0],
      good: examples.good[0],
    }));
}
