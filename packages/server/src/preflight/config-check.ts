import {
  collectReferences,
  contractLayout,
  type InstallationFacts,
  lint,
  redactConfigText,
  resolveConfig,
} from '@trainyard/core';
import type { Secrets } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { loadDatasetFacts } from '../datasets/facts.ts';
import type { Db } from '../db/open.ts';
import type { CheckConfig } from '../jobs/check-config.ts';

/** What the check of a config needs to know its facts. */
export interface ConfigCheckOptions {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly installation: InstallationFacts;
  readonly clock: Clock;
  readonly loadDatasetFacts: typeof loadDatasetFacts;
}

/** Preflight with everything that this server knows: the account's datasets and secrets, and the installation. */
export function createConfigCheck(options: ConfigCheckOptions): CheckConfig {
  const { db, secrets, installation } = options;
  return async (accountId, yaml, { hfTokenStored }) => {
    const references = collectReferences(yaml);
    const [known, hfToken] = await Promise.all([
      options.loadDatasetFacts(db, accountId, references, options.clock.now()),
      secrets.read(accountId, 'HF_TOKEN'),
    ]);
    const account = { hfToken: hfTokenStored || hfToken !== null };
    const { findings, accepted, config, name, totalSteps } = lint(yaml, { ...known, account, installation });
    if (!accepted || config === null || totalSteps === null) return { findings, name, accepted: null };
    const redacted = redactConfigText(yaml);
    const { allow } = installation;
    const resolved = resolveConfig(config, {
      ...contractLayout,
      allowHubPush: allow.hubPush,
      allowTrackers: allow.trackers,
    });
    return {
      findings,
      name,
      accepted: {
        yaml: redacted.yaml,
        resolved: resolved.config,
        hfToken: resolved.secrets.hfToken,
        // What no database counts to will not be trained either.
        totalSteps: Math.min(totalSteps, Number.MAX_SAFE_INTEGER),
        datasets: references.datasets,
      },
    };
  };
}
