import { isMapping } from './block.ts';
import type { KeyType } from './keys/key.ts';

const names: Readonly<Record<KeyType, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  map: 'a mapping',
  null: 'empty',
};

/** Whether the trainer can take a value for one of these types. Python counts booleans as numbers, and 0 and 1 as booleans. */
export function fitsTypes(value: unknown, types: readonly KeyType[]): boolean {
  if (value === null) return types.includes('null');
  switch (typeof value) {
    case 'string':
      return types.includes('string');
    case 'boolean':
      return types.includes('boolean') || types.includes('number') || types.includes('integer');
    case 'number':
      if (types.includes('number') || (types.includes('integer') && Number.isInteger(value))) return true;
      return types.includes('boolean') && (value === 0 || value === 1);
    default:
      return Array.isArray(value) ? types.includes('list') : isMapping(value) && types.includes('map');
  }
}

/** The types in words: "a number or a list". */
export function describeTypes(types: readonly KeyType[]): string {
  const shown = types.filter((type) => type !== 'null').map((type) => names[type]);
  return shown.length === 0 ? names.null : shown.join(' or ');
}

/** A value as a message shows it; long ones are cut. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  if (value === null) return 'empty (null)';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
