import type { Answer } from '../../api/types.ts';

/** The training curve of a job by column; all columns have the same length, steps ascend. */
export type Curve = NonNullable<Answer<'getJobMetrics'>['columns']>;

/** A curve without points. */
export const emptyCurve: Curve = { step: [], loss: [], lr: [], steps_per_second: [], run_number: [] };

/** The run that a job is in. */
export interface CurrentRun {
  readonly run_number: number;
  readonly resumed_from_step: number | null;
}

/**
 * The step after which a curve is to be read on: what the current run has measured stays, what an earlier run
 * measured beyond the place where this one began is read again, because this one replaces it.
 */
export function readOnAfter(curve: Curve, run: CurrentRun): number {
  const lastStep = curve.step.at(-1) ?? -1;
  if (curve.run_number.at(-1) === run.run_number || run.run_number === 1) return lastStep;
  const lastOwn = curve.run_number.lastIndexOf(run.run_number);
  const ownStep = curve.step[lastOwn];
  return ownStep ?? Math.min(lastStep, run.resumed_from_step ?? -1);
}

/** The curve up to a step, and behind it what was read on. */
export function extendCurve(curve: Curve, afterStep: number, more: Curve): Curve {
  const kept = countUpTo(curve.step, afterStep);
  if (more.step.length === 0 && kept === curve.step.length) return curve;
  return {
    step: curve.step.slice(0, kept).concat(more.step),
    loss: curve.loss.slice(0, kept).concat(more.loss),
    lr: curve.lr.slice(0, kept).concat(more.lr),
    steps_per_second: curve.steps_per_second.slice(0, kept).concat(more.steps_per_second),
    run_number: curve.run_number.slice(0, kept).concat(more.run_number),
  };
}

/** How many of ascending steps are at most `limit`. */
export function countUpTo(steps: readonly number[], limit: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The steps at which a resume began a new run. */
export function runStarts(curve: Curve): readonly { readonly step: number; readonly run: number }[] {
  const starts: { step: number; run: number }[] = [];
  for (let place = 1; place < curve.step.length; place += 1) {
    const run = curve.run_number[place];
    const step = curve.step[place];
    if (run !== undefined && step !== undefined && run !== curve.run_number[place - 1]) {
      starts.push({ step, run });
    }
  }
  return starts;
}
