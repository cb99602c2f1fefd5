import { type ConfigKey, formatPath, keyAt } from '@trainyard/core/preflight';
import { lineAt, outlineOf, pathOf } from './outline.ts';
import { typeWords } from './suggestions.ts';

/** What is told about a key when it is pointed at. */
export interface KeyHelp {
  /** Offsets of the words it is about. */
  readonly from: number;
  readonly to: number;
  readonly path: string;
  readonly description: string;
  /** Facts in order: type, default, range, values. */
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** A warning: unknown, old or unused. */
  readonly note: string | null;
}

const mostValues = 24;

/** What is known about the key at `offset`; null where there is none. */
export function helpAt(text: string, offset: number): KeyHelp | null {
  const line = lineAt(outlineOf(text), offset);
  if (line === null || line.key === null || offset < line.keyStart || offset > line.keyEnd) return null;
  const path = pathOf(line);
  const place = {
    from: line.keyStart,
    to: line.keyEnd,
    path: formatPath(path.slice(path.length > 3 ? 3 : 0)),
  };
  const found = keyAt(path);
  if (found.kind === 'known') {
    return { ...place, description: found.key.description, rows: rowsOf(found.key), note: noteOf(found.key) };
  }
  if (found.kind !== 'unknown') return null;
  const note =
    found.suggestion === null ? elsewhereWords(found.elsewhere) : `Probably ${found.suggestion} was meant.`;
  return { ...place, description: 'The trainer does not read this key.', rows: [], note };
}

function rowsOf(key: ConfigKey): (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [['Type', typeWords(key)]];
  if (key.default !== undefined && key.default !== null) rows.push(['Default', JSON.stringify(key.default)]);
  if (key.min !== undefined || key.max !== undefined) rows.push(['Range', rangeWords(key)]);
  if (key.values !== undefined) {
    const more = key.values.length > mostValues ? ', …' : '';
    rows.push(['Values', `${key.values.slice(0, mostValues).join(', ')}${more}`]);
  }
  return rows;
}

function rangeWords({ min, max, exclusiveMin = false }: ConfigKey): string {
  const least = min === undefined ? null : `${exclusiveMin ? 'more than' : 'at least'} ${min}`;
  const most = max === undefined ? null : `at most ${max}`;
  return [least, most].filter((part) => part !== null).join(', ');
}

function noteOf(key: ConfigKey): string | null {
  if (key.unused === true) return 'The trainer reads it and does nothing with it.';
  if (key.deprecated !== undefined) return key.deprecated;
  return key.aliasOf === undefined ? null : `Another name of ${key.aliasOf}.`;
}

function elsewhereWords(elsewhere: string | null): string | null {
  return elsewhere === null ? null : `There is such a key at ${elsewhere}.`;
}
