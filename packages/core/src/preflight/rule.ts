import type { DocumentResult } from './document.ts';
import type { Facts } from './facts.ts';
import type { Edit, Severity } from './finding.ts';
import type { JobView } from './job-view.ts';
import type { Source } from './models/model.ts';
import type { ConfigPath } from './path.ts';

/** What a rule says about one place. */
export interface Report {
  readonly at: ConfigPath;
  readonly message: string;
  readonly fix?: string | undefined;
  readonly edit?: Edit | undefined;
  /** The key is what is wrong, not its value: the finding stands at the key. */
  readonly onKey?: boolean;
  /** Where a case is milder than the rule. */
  readonly severity?: Severity;
}

export interface JobContext {
  readonly job: JobView;
  readonly facts: Facts;
  report(report: Report): void;
}

export interface TextContext {
  readonly result: DocumentResult;
  report(report: Report): void;
}

/** A config that shows the rule; it is run as a test and shown on the rule's page. */
export interface Example {
  /** Continues "A config where …". */
  readonly title: string;
  readonly yaml: string;
  /** `exampleFacts` where left out. */
  readonly facts?: Facts;
}

/** A config that the rule refuses, and where. */
export interface BadExample extends Example {
  /** Paths of the findings of this rule, in order. */
  readonly at: readonly string[];
}

interface RuleBase {
  /** Number in the error catalogue; 42299 for crashes without one; null for warnings of our own. */
  readonly code: number | null;
  /** Name in the catalogue, or of the condition; unique among rules. */
  readonly name: string;
  readonly severity: Severity;
  /** One line: what is refused or warned of. */
  readonly title: string;
  /** What would happen. */
  readonly why: string;
  readonly fix: string;
  /** Where in the trainer's source this was seen; none for rules of the contract or of memory. */
  readonly source: readonly Source[];
  /** The trainer version from which the condition works; the rule stands until an installation lowers it. */
  readonly relaxedIn?: string;
  /** An installation cannot lower it: the job could not run at all, or would be unsafe. */
  readonly fixed?: boolean;
  readonly examples: {
    readonly bad: readonly [BadExample, ...BadExample[]];
    readonly good: readonly [Example, ...Example[]];
  };
}

/** A rule that looks at the text before it is known to be a config. */
export interface TextRule extends RuleBase {
  readonly stage: 'text';
  readonly check: (context: TextContext) => void;
}

/** A rule that looks at a config of the right outline. */
export interface JobRule extends RuleBase {
  readonly stage: 'job';
  readonly check: (context: JobContext) => void;
}

/** One thing preflight checks: the one source of its findings, its page and its tests. */
export type Rule = TextRule | JobRule;

/** Makes a rule of the usual kind. */
export function defineRule(rule: Omit<JobRule, 'stage'>): JobRule {
  return { stage: 'job', ...rule };
}
