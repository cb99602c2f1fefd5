import { type ConfigKey, type ConfigPath, keyAt } from '@trainyard/core/preflight';
import { type ConfigForm, processPath } from './config-form.ts';

/** One setting of the form. What it means, its default and its choices come from the key table. */
export interface Setting {
  /** Below the place that it belongs to, mostly the process, with dots: `train.lr`. */
  readonly key: string;
  readonly label: string;
  readonly kind: 'integer' | 'number' | 'flag' | 'choice' | 'text';
  /** Whether the setting matters; what the config says already is shown in any case. */
  readonly matters?: (form: ConfigForm) => boolean;
}

/** Settings that belong together. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
  /** What is changed less often, shown when asked for. */
  readonly more: readonly Setting[];
}

/** Makes a setting, which matters always unless said otherwise. */
export function setting(
  key: string,
  label: string,
  kind: Setting['kind'],
  matters?: Setting['matters'],
): Setting {
  return matters === undefined ? { key, label, kind } : { key, label, kind, matters };
}

/** The way to a setting in the config, from where it belongs. */
export function settingPath({ key }: Setting, base: ConfigPath = processPath): ConfigPath {
  return [...base, ...key.split('.')];
}

/** What the key table says of a place; null where it says nothing. */
export function keyOf(path: ConfigPath): ConfigKey | null {
  const found = keyAt(path);
  return found.kind === 'known' ? found.key : null;
}

/** The settings of a list that matter or are set. */
export function shownSettings(
  settings: readonly Setting[],
  form: ConfigForm,
  base: ConfigPath = processPath,
): readonly Setting[] {
  return settings.filter(
    (one) => (one.matters?.(form) ?? true) || form.at(settingPath(one, base)) !== undefined,
  );
}

/** How many settings of a list the config sets. */
export function countSet(
  settings: readonly Setting[],
  form: ConfigForm,
  base: ConfigPath = processPath,
): number {
  return settings.filter((one) => form.at(settingPath(one, base)) !== undefined).length;
}
