import type { RuleOverride } from './facts.ts';
import { nearest } from './nearest.ts';
import { rules } from './rules/index.ts';

/** What a list of overrides says, and everything that is wrong with it. */
export interface RuleOverrides {
  /** By code or name, as `InstallationFacts.ruleOverrides` wants them. */
  readonly overrides: Readonly<Record<string, RuleOverride>>;
  /** Each continues a sentence that begins with where the list stands: `has "42263", but …`. */
  readonly faults: readonly string[];
}

const overrideValues: readonly string[] = ['error', 'warning', 'off', 'auto'] satisfies RuleOverride[];

/**
 * Reads overrides of rules, `42263=warning,UNKNOWN_KEY=off`: a rule by its code or name, and `error`,
 * `warning`, `off`, or `auto` to follow the version of the trainer. Nothing is dropped in silence.
 */
export function parseRuleOverrides(text: string): RuleOverrides {
  const overrides = new Map<string, RuleOverride>();
  const faults: string[] = [];
  for (const part of text.split(',')) {
    const item = part.trim();
    if (item === '') continue;
    const [, rule, value] = /^(\w+)\s*=\s*(\w+)$/.exec(item) ?? [];
    if (rule === undefined || value === undefined) {
      faults.push(`has "${item}", but must be rules and values such as 42263=warning,UNKNOWN_KEY=off`);
      continue;
    }
    const fault = overrides.has(rule) ? `names ${rule} twice` : faultOf(rule, value);
    if (fault === null) overrides.set(rule, value as RuleOverride);
    else faults.push(fault);
  }
  return { overrides: Object.fromEntries(overrides), faults };
}

function faultOf(key: string, value: string): string | null {
  const meant = rules.filter((rule) => rule.name === key || String(rule.code) === key);
  if (meant.length === 0) {
    const near = /^\d+$/.test(key)
      ? null
      : nearest(
          key,
          rules.map(({ name }) => name),
        );
    const hint = near === null ? '' : `; did you mean ${near}?`;
    return `has "${key}=${value}", but there is no rule ${key}${hint}`;
  }
  if (!overrideValues.includes(value)) {
    return `has "${key}=${value}", but a rule can be ${overrideValues.join(', ')}`;
  }
  if (value === 'error' && meant.every((rule) => rule.severity === 'warning')) {
    return `has "${key}=error", but ${key} is a warning and has no number to refuse a job with; it can only be off`;
  }
  if ((value === 'warning' || value === 'off') && meant.some((rule) => rule.fixed === true)) {
    return `has "${key}=${value}", but ${key} keeps jobs safe or possible and cannot be lowered`;
  }
  return null;
}
