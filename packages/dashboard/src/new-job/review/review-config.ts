import {
  applyEdits,
  type Facts,
  type Finding,
  lint,
  readDocument,
  rules,
  unknownFacts,
  valueAt,
} from '@trainyard/core/preflight';

/** What the page knows when it checks a config. */
export interface ReviewFacts {
  /** Null until the server has told them: what needs them is not checked yet. */
  readonly facts: Facts | null;
  /** Another job has the name. */
  readonly isNameTaken: boolean;
  /** The name that the job has and keeps; null for a new job. */
  readonly lockedName: string | null;
}

/** What was found in a config. */
export interface Review {
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
  /** The plain config; null where the text is none. */
  readonly config: Readonly<Record<string, unknown>> | null;
}

/** Checks a config as the server will, and what the server checks besides: its name. */
export function reviewConfig(text: string, { facts, isNameTaken, lockedName }: ReviewFacts): Review {
  const result = lint(text, facts ?? unknownFacts);
  const known =
    facts === null ? result.findings.filter((finding) => !asksForFacts(finding)) : result.findings;
  const findings = [...nameFindings(text, result.name, isNameTaken, lockedName), ...known];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { findings, errors, warnings: findings.length - errors, config: result.config };
}

/** Makes the fixes of findings in the text; the others are left for a person. */
export function fixFindings(text: string, findings: readonly Finding[]): string {
  return applyEdits(
    text,
    findings.flatMap(({ edit }) => (edit === undefined ? [] : [edit])),
  ).yaml;
}

/** Why a finding matters, out of its rule; null where the rule is not one of preflight's. */
export function whyOf({ code, name }: Pick<Finding, 'code' | 'name'>): string | null {
  return rules.find((rule) => rule.code === code && rule.name === name)?.why ?? null;
}

/** Whether a Hugging Face token is there is only known by the server. */
function asksForFacts({ code, name }: Finding): boolean {
  return code === 42257 || name === 'GATED_REPOSITORY';
}

function nameFindings(
  text: string,
  name: string | null,
  isNameTaken: boolean,
  lockedName: string | null,
): Finding[] {
  if (lockedName !== null && name !== lockedName) {
    const fix = { operation: 'set', path: ['config', 'name'], value: lockedName } as const;
    return [
      {
        ...atName(text),
        code: 42277,
        name: 'CONFIG_NAME_IMMUTABLE',
        message: `The job is called "${lockedName}" and keeps its name.`,
        fix: 'Put the name back, or make a new job of this config.',
        edit: { ...fix, path: [...fix.path] },
      },
    ];
  }
  if (lockedName !== null || !isNameTaken) return [];
  return [
    {
      ...atName(text),
      code: 40951,
      name: 'JOB_NAME_CONFLICT',
      message: `Another job is called "${name ?? ''}".`,
      fix: 'Give this one another name.',
    },
  ];
}

function atName(text: string): Pick<Finding, 'severity' | 'path' | 'line' | 'column'> {
  const read = readDocument(text);
  const hasName = read.ok && valueAt(read.document.value, ['config', 'name']) !== undefined;
  const place = read.ok ? read.document.positionOf(['config', 'name']) : { line: 1, column: 1 };
  return { severity: 'error', path: hasName ? 'config.name' : '', ...place };
}
