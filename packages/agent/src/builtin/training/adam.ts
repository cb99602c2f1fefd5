import type { Parameter } from './adapters.ts';

/** AdamW (Kingma & Ba 2015; Loshchilov & Hutter 2019) with its memory. */
export interface Adam {
  /** First and second moments, one array per parameter, in the parameters' order. */
  readonly moments: ReadonlyArray<{ readonly first: Float32Array; readonly second: Float32Array }>;
  /** Updates made so far; set it when moments are loaded. */
  updates: number;
  /** Moves every parameter against its gradient, at the given rate. */
  update(rate: number): void;
}

/** What can be chosen. */
export interface AdamOptions {
  readonly weightDecay: number;
  /** Gradients longer than this, over all parameters together, are shortened to it; 0 never does. */
  readonly maxGradientNorm: number;
}

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/** An optimizer without memory as yet. */
export function createAdam(parameters: readonly Parameter[], options: AdamOptions): Adam {
  const moments = parameters.map(({ values }) => ({
    first: new Float32Array(values.length),
    second: new Float32Array(values.length),
  }));
  return {
    moments,
    updates: 0,
    update(rate) {
      this.updates += 1;
      const shorten = clipFactor(parameters, options.maxGradientNorm);
      const firstCorrection = 1 - firstDecay ** this.updates;
      const secondCorrection = 1 - secondDecay ** this.updates;
      for (const [order, { values, gradient }] of parameters.entries()) {
        const memory = moments[order];
        if (!memory) continue;
        const { first, second } = memory;
        for (let index = 0; index < values.length; index += 1) {
          const slope = (gradient[index] as number) * shorten;
          // Stored in 32 bits first and read back: a resumed run must compute with the same numbers.
          first[index] = firstDecay * (first[index] as number) + (1 - firstDecay) * slope;
          second[index] = secondDecay * (second[index] as number) + (1 - secondDecay) * slope * slope;
          const step =
            (first[index] as number) /
            firstCorrection /
            (Math.sqrt((second[index] as number) / secondCorrection) + epsilon);
          const value = values[index] as number;
          values[index] = value - rate * (step + options.weightDecay * value);
        }
      }
    },
  };
}

function clipFactor(parameters: readonly Parameter[], limit: number): number {
  if (limit === 0) return 1;
  let squares = 0;
  for (const { gradient } of parameters) {
    for (let index = 0; index < gradient.length; index += 1) squares += (gradient[index] as number) ** 2;
  }
  const norm = Math.sqrt(squares);
  return norm > limit ? limit / norm : 1;
}
