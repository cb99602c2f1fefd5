import { TrainingError } from '../training-error.ts';

/** One mapping of the config. Keys that are absent or null have the defaults; unknown ones do not matter. */
export interface Block {
  /** The block as it stands in the config. */
  readonly raw: object;
  /** Whether the key is there and not null. */
  has(key: string): boolean;
  number(key: string, fallback: number, limits?: NumberLimits): number;
  text(key: string, fallback: string): string;
  flag(key: string, fallback: boolean): boolean;
  /** The mapping under the key, an empty one where it is absent. */
  block(key: string): Block;
  /** The mappings of the list under the key, none where it is absent. */
  blocks(key: string): Block[];
  /** The list under the key, empty where it is absent. */
  list(key: string): readonly unknown[];
  /** The error that names a key of this block and what is wrong with it. */
  fault(key: string, complaint: string): TrainingError;
}

/** What a number must be. */
interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** Reads a mapping that stands at `path` in the config. Throws TrainingError where it is none. */
export function readBlock(value: unknown, path: string): Block {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TrainingError(`The config's ${path} must be a mapping.`);
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  const fault = (key: string, complaint: string): TrainingError =>
    new TrainingError(
      `The config's ${path}.${key} ${complaint}, but is ${JSON.stringify(entries.get(key) ?? null).slice(0, 80)}.`,
    );
  const list = (key: string): readonly unknown[] => {
    const found = entries.get(key) ?? [];
    if (!Array.isArray(found)) throw fault(key, 'must be a list');
    return found;
  };
  return {
    raw: value,
    has: (key) => (entries.get(key) ?? null) !== null,
    number(key, fallback, limits = {}) {
      const found = entries.get(key) ?? fallback;
      const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, whole = false } = limits;
      const kind = whole ? 'a whole number' : 'a number';
      if (typeof found !== 'number' || Number.isNaN(found)) throw fault(key, `must be ${kind}`);
      if (whole && !Number.isSafeInteger(found)) throw fault(key, 'must be a whole number');
      if (found < min) throw fault(key, `must be ${kind} of at least ${min}`);
      if (found > max) throw fault(key, `must be ${kind} of at most ${max} for the built-in trainer`);
      return found;
    },
    text(key, fallback) {
      const found = entries.get(key) ?? fallback;
      if (typeof found === 'number') return String(found);
      if (typeof found !== 'string') throw fault(key, 'must be text');
      return found;
    },
    flag(key, fallback) {
      const found = entries.get(key) ?? fallback;
      if (typeof found !== 'boolean') throw fault(key, 'must be true or false');
      return found;
    },
    block: (key) => readBlock(entries.get(key) ?? {}, `${path}.${key}`),
    blocks: (key) =>
      list(key)
        .map((item, index) => ({ item, index }))
        .filter(({ item }) => item !== null)
        .map(({ item, index }) => readBlock(item, `${path}.${key}[${index}]`)),
    list,
    fault,
  };
}
