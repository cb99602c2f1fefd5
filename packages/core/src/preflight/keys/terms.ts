import type { ConfigValue } from '../models/model.ts';
import type { ConfigKey, KeyBlock, KeyType, OtherValue } from './key.ts';

// Short words for the tables of keys, so that a line reads: kind, name, default, meaning.

type More = Partial<ConfigKey>;

/** A yes or no. Null counts as no, so it is fine where no is the default. */
export function flag(name: string, value: boolean, description: string, more: More = {}): ConfigKey {
  return { name, types: value ? ['boolean'] : ['boolean', 'null'], default: value, description, ...more };
}

function withDefault(
  name: string,
  type: KeyType,
  value: ConfigValue,
  description: string,
  more: More,
): ConfigKey {
  const types: readonly KeyType[] = more.types ?? (value === null ? [type, 'null'] : [type]);
  // A key that must not be null has no default of null either.
  const hasDefault = value !== null || types.includes('null');
  return { name, ...(hasDefault ? { default: value } : {}), description, ...more, types };
}

/** A whole number; a default of null means that none need be given. */
export function whole(name: string, value: number | null, description: string, more: More = {}): ConfigKey {
  return withDefault(name, 'integer', value, description, more);
}

/** A number with or without a fraction. */
export function amount(name: string, value: number | null, description: string, more: More = {}): ConfigKey {
  return withDefault(name, 'number', value, description, more);
}

/** A text. */
export function text(name: string, value: string | null, description: string, more: More = {}): ConfigKey {
  return withDefault(name, 'string', value, description, more);
}

/** One of a list of texts; `other` says what becomes of the rest. */
export function choice(
  name: string,
  value: string | null,
  values: readonly string[],
  other: OtherValue,
  description: string,
  more: More = {},
): ConfigKey {
  return { ...text(name, value, description, more), values, onOtherValue: other };
}

/** A list of plain values. */
export function list(
  name: string,
  items: readonly KeyType[],
  value: readonly ConfigValue[] | null,
  description: string,
  more: More = {},
): ConfigKey {
  return { ...withDefault(name, 'list', value, description, more), items };
}

/** A map with keys of the user's own. */
export function freeMap(name: string, description: string, more: More = {}): ConfigKey {
  return { name, types: ['map'], default: {}, description, freeForm: true, ...more };
}

/** A map with keys of its own block. */
export function section(name: string, block: KeyBlock, description: string, more: More = {}): ConfigKey {
  return { name, types: ['map'], description, block, ...more };
}

/** A list of maps, each with the keys of a block. */
export function sections(name: string, block: KeyBlock, description: string, more: More = {}): ConfigKey {
  return { name, types: ['list'], description, block, ...more };
}

/** A file, a folder or a model, as text; none by default. */
export function path(
  name: string,
  kind: NonNullable<ConfigKey['path']>,
  description: string,
  more: More = {},
): ConfigKey {
  return { ...text(name, null, description, more), path: kind };
}

/** The trainer reads it but makes nothing of it. */
export const unused: More = { unused: true };

/** Number types the trainer knows by name; others are passed on and fail later. */
export const numberTypes = [
  'bf16',
  'bfloat16',
  'fp16',
  'float16',
  'half',
  'fp32',
  'float32',
  'float',
  'single',
  'float8',
  'e4m3fn',
  '8bit',
];
