import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Setting, type SettingKey, type Settings, settingTable } from '@trainyard/server/settings';
import type { TextOption } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Io } from './io.ts';

const defaultFile = 'trainyard.yaml';

const fileOption = {
  kind: 'text',
  value: 'FILE',
  summary: 'A YAML file of settings, as "name: value" lines.',
  env: 'TRAINYARD_SETTINGS',
  defaultText: `./${defaultFile} if there is one`,
} as const satisfies TextOption;

/** What `loadCommandSettings` reads of a command's options. */
export type SettingFlags = Readonly<Partial<Record<SettingKey | 'settings', string | undefined>>>;

/** Options for some of the settings, made from the table, and `--settings`. */
function settingOptions<K extends SettingKey>(
  keys: readonly K[],
): Readonly<Record<K | 'settings', TextOption>> {
  const options = keys.map((key) => [key, optionOf(settingTable[key])]);
  return { ...(Object.fromEntries(options) as Record<K, TextOption>), settings: fileOption };
}

/** Options for every setting, and `--settings`. */
export const allSettingOptions = settingOptions(Object.keys(settingTable) as SettingKey[]);

/** Options for the settings that say where an installation keeps its data, and `--settings`. */
export const dataOptions = settingOptions(['dataDir', 'databaseUrl']);

/** Options for the settings that the model cache depends on, and `--settings`. */
export const modelOptions = settingOptions(['modelCache', 'hfToken']);

/**
 * Reads the settings: options, then environment, then file. The data folder is made absolute. Throws
 * `CommandFailure` with every fault.
 */
export async function loadCommandSettings(flags: SettingFlags, io: Io): Promise<Settings> {
  const { settings: fileFlag, ...values } = flags;
  const { loadSettings, SettingsError } = await import('@trainyard/server');
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  try {
    const settings = loadSettings({
      flags: Object.fromEntries(given),
      env: io.env,
      file: settingsFile(fileFlag, io),
    });
    return { ...settings, dataDir: resolve(io.cwd, settings.dataDir) };
  } catch (error) {
    if (error instanceof SettingsError) {
      throw new CommandFailure(exitCodes.usage, error.message, { cause: error });
    }
    throw error;
  }
}

function settingsFile(flag: string | undefined, io: Io): string | null {
  const named = flag ?? (io.env['TRAINYARD_SETTINGS'] || undefined);
  if (named !== undefined) return resolve(io.cwd, named);
  const standard = resolve(io.cwd, defaultFile);
  return existsSync(standard) ? standard : null;
}

function optionOf(setting: Setting): TextOption {
  const caution = setting.secret
    ? ' Other users of the machine can see options: prefer the environment.'
    : '';
  return {
    kind: 'text',
    value: setting.name.split('_').at(-1) ?? setting.name,
    summary: setting.summary + caution,
    env: `TRAINYARD_${setting.name}`,
    defaultText: setting.defaultText,
  };
}
