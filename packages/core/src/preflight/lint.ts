import { type ConfigDocument, readDocument } from './document.ts';
import type { Facts, References } from './facts.ts';
import type { Finding, Severity } from './finding.ts';
import { type JobView, viewJob } from './job-view.ts';
import { compareFindings } from './order.ts';
import { formatPath } from './path.ts';
import { noReferences, referencesOf } from './references.ts';
import type { Report, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { effectiveSeverity, isRelaxed } from './severity.ts';
import { outlineProblems } from './structure.ts';

/** What came of looking at a config. */
export interface LintResult {
  /** Everything found, in the order of the contract and then by place. */
  readonly findings: readonly Finding[];
  /** True where no finding is an error. */
  readonly accepted: boolean;
  /** The plain config as the trainer would read it; null where the text is no config. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** `config.name`, be it allowed or not; null where there is none. */
  readonly name: string | null;
  /** `train.steps` with the trainer's default; null where it is no number. */
  readonly totalSteps: number | null;
  readonly references: References;
}

/** The datasets, pairings and files that a config names: what facts must hold before it is linted. */
export function collectReferences(yamlText: string): References {
  const opened = openJob(yamlText);
  return opened.job === null ? noReferences : referencesOf(opened.job);
}

/**
 * Everything that preflight can say about a config, given the facts. Pure and synchronous; never throws,
 * whatever the text.
 */
export function lint(yamlText: string, facts: Facts): LintResult {
  const { result, document, job } = openJob(yamlText);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = effectiveSeverity(rule, facts.installation);
    if (severity === 'off') continue;
    const report = (found: Report): void => {
      findings.push(toFinding(rule, found, severity, document, result.ok ? null : result.error.position));
    };
    if (rule.stage === 'text') rule.check({ result, report });
    else if (job !== null) rule.check({ job, facts, report });
  }
  const refused = new Set(findings.filter(({ severity }) => severity === 'error').map(({ path }) => path));
  // A place that is refused needs no advice on top.
  const sorted = findings
    .filter((finding) => finding.code !== null || finding.path === '' || !refused.has(finding.path))
    .sort(compareFindings)
    .filter(isFirstOfItsKind);
  const name = job?.config.get('name');
  return {
    findings: sorted,
    accepted: sorted.every((finding) => finding.severity !== 'error'),
    config: job === null ? null : (document?.value as Readonly<Record<string, unknown>>),
    name: typeof name === 'string' ? name : null,
    totalSteps: job === null ? null : job.train.number('steps', 1000),
    references: job === null ? noReferences : referencesOf(job),
  };
}

function openJob(yamlText: string) {
  const result = readDocument(yamlText);
  const document = result.ok ? result.document : null;
  // Without `job` everything else can still be looked at, and all findings are wanted at once.
  const canBeViewed = document !== null && outlineProblems(document.value).every(({ at }) => at[0] === 'job');
  const job: JobView | null = canBeViewed ? viewJob(document.value) : null;
  return { result, document, job };
}

function toFinding(
  rule: Rule,
  found: Report,
  severity: Severity,
  document: ConfigDocument | null,
  errorPosition: { line: number; column: number } | null,
): Finding {
  const key = found.onKey === true ? document?.nodeAt(found.at)?.key : null;
  const position = (key == null ? document?.positionOf(found.at) : document?.positionAt(key.start)) ??
    errorPosition ?? { line: 1, column: 1 };
  const relaxed = isRelaxed(rule) ? { relaxed: { since: rule.relaxedIn } } : {};
  return {
    code: rule.code,
    name: rule.name,
    severity: found.severity === 'warning' ? 'warning' : severity,
    message: found.message,
    path: formatPath(found.at),
    line: position.line,
    column: position.column,
    fix: found.fix ?? rule.fix,
    ...(found.edit === undefined ? {} : { edit: found.edit }),
    ...relaxed,
  };
}

function isFirstOfItsKind(finding: Finding, index: number, all: readonly Finding[]): boolean {
  const before = all[index - 1];
  return before === undefined || JSON.stringify(before) !== JSON.stringify(finding);
}
