import { isMapping } from './block.ts';
import type { JsonValue } from './finding.ts';
import { type ConfigPath, valueAt } from './path.ts';

/** A copy of `value` with another value at `path`; what is missing on the way is made. */
export function withValue(value: unknown, path: ConfigPath, wanted: JsonValue): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return wanted;
  if (typeof step === 'number') {
    const items: unknown[] = Array.isArray(value) ? [...value] : [];
    items[step] = withValue(items[step], rest, wanted);
    return items;
  }
  const map: Readonly<Record<string, unknown>> = isMapping(value) ? value : {};
  return { ...map, [step]: withValue(Object.hasOwn(map, step) ? map[step] : undefined, rest, wanted) };
}

/** A copy of `value` without what stands at `path`. */
export function withoutValue(value: unknown, path: ConfigPath): unknown {
  const parent = valueAt(value, path.slice(0, -1));
  const last = path.at(-1);
  const rest = Array.isArray(parent)
    ? parent.filter((_, index) => index !== last)
    : Object.fromEntries(Object.entries(parent ?? {}).filter(([key]) => key !== last));
  return withValue(value, path.slice(0, -1), rest as JsonValue);
}

const namePath: ConfigPath = ['config', 'name'];

/**
 * Whether two configs say the same. `[name]` stands for the job's name, which may be what was changed at `path`:
 * then texts may differ by the name.
 */
export function sameButAt(expected: unknown, found: unknown, path: ConfigPath): boolean {
  const names = [valueAt(expected, namePath), valueAt(found, namePath)];
  const [name] = names;
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : sorted(inner),
    );
  if (path.length === 2 && path[0] === 'config' && path[1] === 'name') {
    if (names[0] !== names[1]) return false;
    return JSON.stringify(shapeOf(expected)) === JSON.stringify(shapeOf(found));
  }
  const wanted = plain(expected);
  if (wanted === plain(found)) return true;
  // The new text itself may speak of the name.
  return typeof name === 'string' && plain(replaceName(expected, name)) === plain(found);
}

function replaceName(value: unknown, name: string): unknown {
  if (typeof value === 'string') return value.replaceAll('[name]', () => name);
  if (Array.isArray(value)) return value.map((item) => replaceName(item, name));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceName(inner, name)]));
}

/** Everything but the words. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

function sorted(value: unknown): unknown {
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
