/** An endless stream of random numbers; the same words it was made from give the same numbers. */
export interface RandomStream {
  /** At least 0, less than 1. */
  uniform(): number;
  /** Of mean 0 and deviation 1. */
  normal(): number;
  /** A whole number of at least 0 and less than `limit`. */
  below(limit: number): number;
}

/**
 * The random numbers for one purpose, such as "the noise of example 17". Nothing is carried from one stream
 * to the next, so a run that is resumed draws exactly what an unbroken one would have drawn.
 */
export function createRandomStream(
  seed: number,
  purpose: string,
  ...counters: readonly number[]
): RandomStream {
  const next = createGenerator(hashWords(seed, purpose, counters));
  let spare: number | undefined;
  const uniform = (): number => next() / 0x1_0000_0000;
  return {
    uniform,
    below: (limit) => Math.floor(uniform() * limit),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** Numbers that differ for different words; not for secrets. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

function hashWords(seed: number, purpose: string, counters: readonly number[]): number {
  let hash = hashText(purpose);
  for (const value of [seed, ...counters]) {
    hash = mix(hash ^ (value >>> 0));
    hash = mix(hash ^ (Math.floor(value / 0x1_0000_0000) >>> 0) ^ 0x9e3779b9);
  }
  return hash;
}

/** The finalizer of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The generator sfc32 (Chris Doty-Humphrey), which gives 32 bits at a time. */
function createGenerator(seed: number): () => number {
  let a = seed;
  let b = mix(seed ^ 0x6a09e667);
  let c = mix(seed ^ 0xbb67ae85);
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
