type Values = readonly (number | null | undefined)[];

/**
 * An exponential moving average, corrected for its beginning. `weight` is the share of the past, from 0, which
 * changes nothing, up to below 1. Gaps stay gaps and are stepped over.
 */
export function smooth(values: Values, weight: number): (number | null | undefined)[] {
  if (weight <= 0) return [...values];
  const smoothed: (number | null | undefined)[] = new Array(values.length);
  let average = 0;
  let share = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    if (value === null || value === undefined || !Number.isFinite(value)) {
      smoothed[place] = value === undefined ? undefined : null;
      continue;
    }
    average = weight * average + (1 - weight) * value;
    share = weight * share + (1 - weight);
    smoothed[place] = average / share;
  }
  return smoothed;
}

/**
 * The weight for a place of the slider between 0 and 100. Long curves need a weight near 1, so the slider tells
 * over how many points it averages, growing with the length of the curve.
 */
export function smoothingWeight(percent: number, points: number): number {
  if (percent <= 0) return 0;
  const widest = Math.max(2, points / 5);
  const span = widest ** (percent / 100);
  return 1 - 1 / Math.max(1, span);
}
