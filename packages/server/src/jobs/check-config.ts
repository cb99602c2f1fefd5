import type { Facts, Finding } from '@trainyard/core';

/** What a config that may run comes down to. */
export interface AcceptedConfig {
  /** As submitted, with secrets taken out. */
  readonly yaml: string;
  /** The resolved config, with contract paths and without secrets. */
  readonly resolved: Readonly<Record<string, unknown>>;
  /** A Hugging Face token that stood in the config. */
  readonly hfToken: string | null;
  readonly totalSteps: number;
  /** What the run will certainly write to the disk; null where nothing is known. */
  readonly diskBytes: number | null;
  /** Names of the datasets that the run reads, each once. */
  readonly datasets: readonly string[];
}

/** The answer of preflight about one config. */
export interface CheckedConfig {
  readonly findings: readonly Finding[];
  /** `config.name`, where it is text. */
  readonly name: string | null;
  /** Null when a finding is an error. */
  readonly accepted: AcceptedConfig | null;
}

/**
 * Checks a config with everything that the server knows for the account. Never throws for what the text says.
 * `hfTokenStored` is true where the job's own Hugging Face token was taken out of the text before.
 */
export type CheckConfig = (
  accountId: string,
  yaml: string,
  options: { readonly hfTokenStored: boolean },
) => Promise<CheckedConfig>;

/** What preflight knows for a config: its facts and the name that the config gives its job. */
export type LoadFacts = (
  accountId: string,
  yaml: string,
) => Promise<{ readonly facts: Facts; readonly name: string | null }>;
