import {
  collectReferences,
  contractOutputFolder,
  datasetPath,
  type Facts,
  type LintResult,
  lint,
  type References,
  redactConfigText,
  resolveConfig,
} from '@trainyard/core';
import type { AcceptedConfig, CheckConfig } from './check-config.ts';

/** What is looked up before a config is checked. */
export type LoadFacts = (
  accountId: string,
  references: References,
  options: { readonly hfTokenStored: boolean },
) => Promise<Facts>;

/** Checks configs with preflight, on facts that `loadFacts` looks up for what each config names. */
export function createConfigChecker(loadFacts: LoadFacts): CheckConfig {
  return async (accountId, yaml, options) => {
    const facts = await loadFacts(accountId, collectReferences(yaml), options);
    const result = lint(yaml, facts);
    return {
      findings: result.findings,
      name: result.name,
      accepted: result.accepted ? accept(yaml, result, facts) : null,
    };
  };
}

function accept(yaml: string, result: LintResult, facts: Facts): AcceptedConfig | null {
  if (result.config === null) return null;
  const { config, secrets } = resolveConfig(result.config, {
    outputFolder: contractOutputFolder,
    datasetFolder: datasetPath,
    allowHubPush: facts.installation.allow.hubPush,
    allowTrackers: facts.installation.allow.trackers,
  });
  const redacted = redactConfigText(yaml);
  return {
    yaml: redacted.yaml,
    resolved: config,
    hfToken: secrets.hfToken ?? redacted.hfToken,
    totalSteps: Math.max(0, Math.floor(result.totalSteps ?? 0)),
    datasets: result.references.datasets,
  };
}
