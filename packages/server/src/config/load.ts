import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { type Setting, type SettingKey, type Settings, settingTable } from './settings.ts';

const prefix = 'TRAINYARD_';

/** Variables of the same prefix that are not settings of the server: the client's, and the agent's own. */
const otherVariables = /^TRAINYARD_(URL|TOKEN|SETTINGS|RUN_.*|SERVER_URL.*|FENCE)$/;

export interface SettingSources {
  /** Values by key, from the command line. */
  readonly flags: Readonly<Partial<Record<SettingKey, string>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A YAML file of settings; null for none. */
  readonly file: string | null;
}

/** Every fault of the settings at once. */
export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** Reads the settings: flag before environment before file before default. Throws `SettingsError` with all faults. */
export function loadSettings(sources: SettingSources): Settings {
  const faults: string[] = [];
  const file = sources.file === null ? {} : readSettingsFile(sources.file, faults);
  const byName = new Map(Object.entries(settingTable).map(([key, { name }]) => [name, key as SettingKey]));

  for (const variable of Object.keys(sources.env)) {
    if (!variable.startsWith(prefix) || otherVariables.test(variable)) continue;
    if (!byName.has(variable.slice(prefix.length))) faults.push(`${variable} is not a setting`);
  }
  const fromFile = new Map<SettingKey, string>();
  for (const [name, value] of Object.entries(file)) {
    const key = byName.get(name.toUpperCase());
    if (key === undefined) faults.push(`${sources.file} has "${name}", which is not a setting`);
    else if (typeof value === 'object' || value === '' || value === 'null' || value === '~')
      faults.push(`${sources.file}: ${name} must be a plain value`);
    else fromFile.set(key, String(value));
  }

  const entries = Object.entries(settingTable).map(([key, setting]) => {
    const { name, fallback } = setting as Setting;
    const flag = sources.flags[key as SettingKey];
    const variable = sources.env[prefix + name];
    const text = flag ?? variable ?? fromFile.get(key as SettingKey);
    if (text === undefined) return [key, fallback];
    const origin =
      flag !== undefined
        ? flagName(name)
        : variable !== undefined
          ? prefix + name
          : `${name} in ${sources.file}`;
    try {
      return [key, setting.parse(text)];
    } catch (error) {
      faults.push(`${origin} ${error instanceof Error ? error.message : String(error)}`);
      return [key, fallback];
    }
  });
  const settings = Object.fromEntries(entries) as Settings;
  if (
    settings.trainer === 'ai-toolkit' &&
    settings.aiToolkitDir === null &&
    settings.aiToolkitDirs.size === 0
  ) {
    faults.push(
      `${prefix}AI_TOOLKIT_DIR is missing: TRAINER=ai-toolkit needs a checkout of ostris/ai-toolkit`,
    );
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** `DATA_DIR` on the command line: `--data-dir`. */
function flagName(name: string): string {
  return `--${name.toLowerCase().replaceAll('_', '-')}`;
}

function readSettingsFile(path: string, faults: string[]): Record<string, unknown> {
  try {
    // As it stands there: the version 0.10 is not the number 0.1.
    const content: unknown = parseYaml(readFileSync(path, 'utf8'), { schema: 'failsafe' });
    if (content === null || content === '') return {};
    if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>;
    faults.push(`${path} must hold settings as "name: value" lines`);
  } catch (error) {
    faults.push(
      `${path} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  return {};
}
