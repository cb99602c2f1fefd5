import {
  collectReferences,
  contractLayout,
  type Facts,
  type Finding,
  type InstallationFacts,
  lint,
  type References,
  redactConfigText,
  resolveConfig,
} from '@trainyard/core';
import type { Secrets } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { loadDatasetFacts } from '../datasets/facts.ts';
import type { Db } from '../db/open.ts';
import { type DiskRoom, diskFindings } from '../disk/disk-space.ts';
import { forecastDisk } from '../disk/forecast.ts';
import type { CheckConfig, LoadFacts } from '../jobs/check-config.ts';
import type { RefusedModels } from '../models/refused-models.ts';

/** What the check of a config needs to know its facts. */
export interface ConfigCheckOptions {
  readonly db: Db;
  readonly secrets: Secrets;
  /** What preflight has to know of the installation, for runs of an account. */
  readonly installation: (accountId: string) => Promise<InstallationFacts>;
  /** Asks the hub about the models of a config; null for a trainer that fetches none. */
  readonly refusedModels: RefusedModels | null;
  /** The installation's Hugging Face token, for accounts without one. */
  readonly hfToken: string | null;
  /** The room where runs write; null for a trainer that writes next to nothing. */
  readonly diskRoom: (() => Promise<DiskRoom>) | null;
  readonly clock: Clock;
  readonly loadDatasetFacts: typeof loadDatasetFacts;
}

/**
 * What this server knows for a config: the account's datasets that it names, whether there is a token, and the
 * installation. `hfTokenStored` is true where the job's own token was taken out of the text before.
 */
function createFactsLoader(
  options: ConfigCheckOptions,
): (accountId: string, references: References, hfTokenStored: boolean) => Promise<Facts> {
  const { db, secrets } = options;
  return async (accountId, references, hfTokenStored) => {
    const [known, hfToken, installation] = await Promise.all([
      options.loadDatasetFacts(db, accountId, references, options.clock.now()),
      secrets.read(accountId, 'HF_TOKEN'),
      options.installation(accountId),
    ]);
    return { ...known, account: { hfToken: hfTokenStored || hfToken !== null }, installation };
  };
}

/** The facts of a config that is being written, and the name that it gives its job. Never throws for the text. */
export function createDraftFacts(options: ConfigCheckOptions): LoadFacts {
  const loadFacts = createFactsLoader(options);
  return async (accountId, yaml) => {
    const facts = await loadFacts(accountId, collectReferences(yaml), false);
    return { facts, name: lint(yaml, facts).name };
  };
}

/** Preflight with everything that this server knows. */
export function createConfigCheck(options: ConfigCheckOptions): CheckConfig {
  const loadFacts = createFactsLoader(options);
  const refusedModels = async (
    accountId: string,
    resolved: ReturnType<typeof resolveConfig>,
    hfTokenStored: boolean,
  ): Promise<readonly Finding[]> => {
    // A token that was taken out of the config is for the run alone, and is not known here.
    if (options.refusedModels === null || hfTokenStored) return [];
    const token =
      resolved.secrets.hfToken ?? (await options.secrets.read(accountId, 'HF_TOKEN')) ?? options.hfToken;
    return options.refusedModels(resolved.config, token);
  };
  return async (accountId, yaml, { hfTokenStored }) => {
    const references = collectReferences(yaml);
    const facts = await loadFacts(accountId, references, hfTokenStored);
    const { findings, accepted, config, name, totalSteps } = lint(yaml, facts);
    if (!accepted || config === null || totalSteps === null) return { findings, name, accepted: null };
    const redacted = redactConfigText(yaml);
    const { allow } = facts.installation;
    const resolved = resolveConfig(config, {
      ...contractLayout,
      allowHubPush: allow.hubPush,
      allowTrackers: allow.trackers,
    });
    const room = (await options.diskRoom?.()) ?? null;
    const disk = room === null ? null : forecastDisk(resolved.config, filesOf(facts.datasets));
    const short = room === null || disk === null ? [] : diskFindings(disk, room);
    const refused = await refusedModels(accountId, resolved, hfTokenStored);
    if (refused.length > 0) return { findings: [...findings, ...short, ...refused], name, accepted: null };
    return {
      findings: [...findings, ...short],
      name,
      accepted: {
        yaml: redacted.yaml,
        resolved: resolved.config,
        hfToken: resolved.secrets.hfToken,
        // What no database counts to will not be trained either.
        totalSteps: Math.min(totalSteps, Number.MAX_SAFE_INTEGER),
        datasets: references.datasets,
        diskBytes: disk?.certainBytes ?? null,
      },
    };
  };
}

function filesOf(datasets: Facts['datasets']): number {
  return Object.values(datasets ?? {}).reduce((sum, { images, videos }) => sum + images + videos, 0);
}
