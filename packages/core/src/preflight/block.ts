import type { ConfigPath } from './path.ts';

/** A mapping of the config and where it stands; one that is missing behaves as empty. */
export interface Block {
  readonly path: ConfigPath;
  /** A mapping stands here. */
  readonly exists: boolean;
  readonly keys: readonly string[];
  /** The key is written, be its value null. */
  has(key: string): boolean;
  /** The value as written; undefined where the key is not. */
  get(key: string): unknown;
  /** The value if it is text, else null. */
  text(key: string): string | null;
  /** The number the trainer has for the key (Python counts booleans); `absent` if the key is not written, null if it is no number. */
  number(key: string, absent: number): number | null;
  /** Whether the trainer's `if` on the value holds; `absent` if the key is not written. */
  truthy(key: string, absent?: boolean): boolean;
  /** The path of a key of this block. */
  at(key: string): ConfigPath;
  /** The mapping below a key. */
  child(key: string): Block;
  /** The items of the list below a key, each as a block; none where there is no list. */
  list(key: string): readonly Block[];
}

/** True for what YAML calls a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Python's truth of a value. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMapping(value)) return Object.keys(value).length > 0;
  return Number.isNaN(value) || Boolean(value);
}

/** A value as Python's arithmetic takes it: booleans are 0 and 1; null for what is no number. */
function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : null;
}

/** The number that a value means, in quotes too: what is judged by it is wrong twice then, and both are told. */
export function meantNumber(value: unknown): number | null {
  if (typeof value !== 'string') return toNumber(value);
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(value) ? Number(value) : null;
}

/** The block for `value`, which stands at `path`. */
export function createBlock(value: unknown, path: ConfigPath): Block {
  const map = isMapping(value) ? value : {};
  const get = (key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);
  return {
    path,
    exists: isMapping(value),
    keys: Object.keys(map),
    has: (key) => Object.hasOwn(map, key),
    get,
    text: (key) => {
      const found = get(key);
      return typeof found === 'string' ? found : null;
    },
    number: (key, absent) => (Object.hasOwn(map, key) ? toNumber(map[key]) : absent),
    truthy: (key, absent = false) => (Object.hasOwn(map, key) ? isTruthy(map[key]) : absent),
    at: (key) => [...path, key],
    child: (key) => createBlock(get(key), [...path, key]),
    list: (key) => {
      const found = get(key);
      return Array.isArray(found) ? found.map((item, index) => createBlock(item, [...path, key, index])) : [];
    },
  };
}
