/** A seeded source of chance: the same seed makes the same choices in the same order. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the values. Throws where there is none. */
  pick<T>(values: readonly T[]): T;
  /** Another source that depends on the seed and this name alone. */
  fork(name: string): Random;
}

/** A source for a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    whole: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick(values) {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new Error('There is nothing to pick from.');
      return value;
    },
    fork(name) {
      const forked = [...name].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 16777619), seed);
      return createRandom(forked);
    },
  };
}
