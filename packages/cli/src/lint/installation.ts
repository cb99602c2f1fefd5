import { type InstallationFacts, parseRuleOverrides, type RuleOverride } from '@trainyard/core/preflight';
import { type SettingKey, settingTable } from '@trainyard/server/settings';
import { UsageFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** What the options say about the server that the configs are meant for. */
export interface InstallationFlags {
  readonly rule: readonly string[];
  readonly trainerVersion: string | undefined;
  readonly modelFolder: readonly string[];
  readonly allowHubPush: boolean;
  readonly allowTrackers: boolean;
}

/**
 * The installation that options and environment describe, option before environment; the variables are those
 * that set up a server. Throws `UsageFailure` with every fault.
 */
export function readInstallation(flags: InstallationFlags, io: Io): InstallationFacts {
  const faults: string[] = [];
  const given = (key: SettingKey): string | undefined => io.env[`TRAINYARD_${settingTable[key].name}`];
  function read<T>(origin: string, text: string | undefined, parse: (text: string) => T, fallback: T): T {
    if (text === undefined) return fallback;
    try {
      return parse(text);
    } catch (error) {
      faults.push(`${origin} ${error instanceof Error ? error.message : String(error)}.`);
      return fallback;
    }
  }
  function fromEnvironment<T>(key: SettingKey, parse: (text: string) => T, fallback: T): T {
    return read(`TRAINYARD_${settingTable[key].name}`, given(key), parse, fallback);
  }
  const { rules, trainerVersion, modelFolders, allowHubPush, allowTrackers } = settingTable;
  const facts: InstallationFacts = {
    hfToken: Boolean(given('hfToken')),
    modelFolders:
      flags.modelFolder.length > 0
        ? read('--model-folder', flags.modelFolder.join(':'), modelFolders.parse, [])
        : fromEnvironment('modelFolders', modelFolders.parse, []),
    trainerVersion:
      flags.trainerVersion === undefined
        ? fromEnvironment('trainerVersion', trainerVersion.parse, null)
        : read('--trainer-version', flags.trainerVersion, trainerVersion.parse, null),
    ruleOverrides: { ...fromEnvironment('rules', rules.parse, {}), ...readRules(flags.rule, faults) },
    allow: {
      hubPush: flags.allowHubPush || fromEnvironment('allowHubPush', allowHubPush.parse, false),
      trackers: flags.allowTrackers || fromEnvironment('allowTrackers', allowTrackers.parse, false),
    },
  };
  if (faults.length > 0) throw new UsageFailure(faults, 'lint');
  return facts;
}

function readRules(options: readonly string[], faults: string[]): Readonly<Record<string, RuleOverride>> {
  const read = parseRuleOverrides(options.join(','));
  for (const fault of read.faults) faults.push(`--rule ${fault}.`);
  return read.overrides;
}
