import type { BadExample, Example } from '../preflight/rule.ts';
import { rules } from '../preflight/rules/index.ts';
import type { RuleExample } from './error-page.ts';
import { describeGiven, excerptOf } from './example-excerpt.ts';

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
      ...shownOf(examples.bad[0], examples.good[0]),
    }));
}

function shownOf(bad: BadExample, good: Example): Pick<RuleExample, 'bad' | 'good'> {
  return {
    bad: {
      title: bad.title,
      given: describeGiven(bad.facts),
      yaml: excerptOf(bad.yaml, good.yaml, bad.at),
    },
    good: {
      title: good.title,
      given: describeGiven(good.facts),
      yaml: excerptOf(good.yaml, bad.yaml, bad.at),
    },
  };
}
