import type { Answer } from '../../api/types.ts';

/** One picture or video that a job made. */
export type Sample = Answer<'getJobResult'>['artifacts']['samples'][number];

/** Samples by prompt and step. */
export interface SampleGrid {
  /** In ascending order. */
  readonly steps: readonly number[];
  readonly prompts: readonly SamplePrompt[];
  /** Null where there is none of that prompt at that step. */
  at(index: number, step: number): Sample | null;
}

/** A prompt that samples are made of, by its place in the config. */
export interface SamplePrompt {
  readonly index: number;
  /** As it was for the latest step: an edit may have changed it. */
  readonly text: string;
}

/** Puts samples in order; of several of the same prompt and step the last counts. */
export function arrangeSamples(samples: readonly Sample[]): SampleGrid {
  const cells = new Map<string, Sample>();
  const prompts = new Map<number, { step: number; text: string }>();
  for (const sample of samples) {
    cells.set(`${sample.index} ${sample.step}`, sample);
    const known = prompts.get(sample.index);
    if (known === undefined || known.step <= sample.step) {
      prompts.set(sample.index, { step: sample.step, text: sample.prompt });
    }
  }
  return {
    steps: [...new Set(samples.map(({ step }) => step))].sort((a, b) => a - b),
    prompts: [...prompts].map(([index, { text }]) => ({ index, text })).sort((a, b) => a.index - b.index),
    at: (index, step) => cells.get(`${index} ${step}`) ?? null,
  };
}

/** A place in the grid. */
export interface SamplePlace {
  readonly index: number;
  readonly step: number;
}

/** Keys that lead from one sample to another: along the steps, and across the prompts. */
const moves: Readonly<Record<string, { readonly steps: number; readonly prompts: number }>> = {
  ArrowLeft: { steps: -1, prompts: 0 },
  ArrowRight: { steps: 1, prompts: 0 },
  ArrowUp: { steps: 0, prompts: -1 },
  ArrowDown: { steps: 0, prompts: 1 },
};

/** Where a key leads from a place: the next sample in that direction, past gaps; null where there is none. */
export function moveInGrid(grid: SampleGrid, from: SamplePlace, key: string): SamplePlace | null {
  const move = moves[key];
  if (move === undefined) return null;
  let column = grid.steps.indexOf(from.step);
  let row = grid.prompts.findIndex(({ index }) => index === from.index);
  if (column === -1 || row === -1) return null;
  for (;;) {
    column += move.steps;
    row += move.prompts;
    const step = grid.steps[column];
    const prompt = grid.prompts[row];
    if (step === undefined || prompt === undefined) return null;
    if (grid.at(prompt.index, step) !== null) return { index: prompt.index, step };
  }
}

/** The step of the list that is nearest to a wanted one. Throws where the list is empty. */
export function nearestStep(steps: readonly number[], wanted: number): number {
  const [first, ...rest] = steps;
  if (first === undefined) throw new RangeError('There is no step to choose from.');
  return rest.reduce(
    (best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best),
    first,
  );
}
