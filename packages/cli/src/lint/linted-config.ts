import type { Finding } from '@trainyard/core/preflight';
import type { FoundIn } from '../findings-text.ts';

/** One config that was looked at, after whatever could be fixed was fixed. */
export interface LintedConfig extends FoundIn {
  readonly findings: readonly Finding[];
  /** True where no finding is an error. */
  readonly accepted: boolean;
  /** What `--fix` changed, in words and in order. */
  readonly fixed: readonly string[];
}

/** What could not be looked at, and why. */
export interface UnreadConfig {
  readonly name: string;
  /** Continues the name: `does not exist`. */
  readonly reason: string;
}

/** Everything that one call of `trainyard lint` has to say. */
export interface LintReport {
  readonly configs: readonly LintedConfig[];
  readonly unread: readonly UnreadConfig[];
}
