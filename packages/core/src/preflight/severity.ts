import type { InstallationFacts } from './facts.ts';
import type { Severity } from './finding.ts';
import type { Rule } from './rule.ts';

/** A rule whose condition newer trainers can do. */
export function isRelaxed(rule: Rule): rule is Rule & { readonly relaxedIn: string } {
  return rule.relaxedIn !== undefined;
}

/**
 * How a rule counts in an installation: its own severity unless the operator lowered it. `auto` makes a rule
 * a warning where the installation's trainer is new enough. Rules that keep jobs safe or possible stay as they are.
 */
export function effectiveSeverity(rule: Rule, installation: InstallationFacts): Severity | 'off' {
  if (rule.fixed === true) return rule.severity;
  const overrides = installation.ruleOverrides;
  const override = overrides[rule.name] ?? (rule.code === null ? undefined : overrides[String(rule.code)]);
  switch (override) {
    case 'off':
    case 'warning':
      return override;
    case 'auto':
      return isRelaxed(rule) && isAtLeast(installation.trainerVersion, rule.relaxedIn)
        ? 'warning'
        : rule.severity;
    // Warnings of our own have no number to refuse a job with.
    case 'error':
    case undefined:
      return rule.severity;
  }
}

function isAtLeast(version: string | null, wanted: string): boolean {
  if (version === null) return false;
  const [have, need] = [version, wanted].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (have?.[part] ?? 0) - (need?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
