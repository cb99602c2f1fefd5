import type { MetricsPoint } from './metrics-point.ts';

/** Thins a curve while it is read. */
export interface Thinning {
  /** Points come by ascending step. */
  add(point: MetricsPoint): void;
  /** What is left, by ascending step. Call it once, at the end. */
  end(): MetricsPoint[];
}

/**
 * Keeps of each stretch of steps the points with the smallest and the largest loss, so that no peak is lost, and
 * besides the first and the last of all and the first of each run. A curve of at most `maxPoints` steps is kept
 * whole.
 */
export function createThinning(options: {
  readonly first: number;
  readonly last: number;
  readonly maxPoints: number;
}): Thinning {
  const { first, last, maxPoints } = options;
  const stretches = Math.max(1, Math.floor(maxPoints / 2));
  const steps = last - first + 1;
  const isWhole = steps <= maxPoints;
  const kept: MetricsPoint[] = [];
  let stretch = -1;
  let lowest: MetricsPoint | null = null;
  let highest: MetricsPoint | null = null;
  let latest: MetricsPoint | null = null;

  const keep = (point: MetricsPoint | null) => {
    if (point !== null && point !== kept.at(-1)) kept.push(point);
  };
  const endStretch = () => {
    const inOrder = [lowest, highest].sort((a, b) => (a?.step ?? 0) - (b?.step ?? 0));
    for (const point of inOrder) if (point !== null && point.step > (kept.at(-1)?.step ?? -1)) keep(point);
    lowest = null;
    highest = null;
  };

  return {
    add(point) {
      const place = isWhole ? point.step : Math.floor(((point.step - first) / steps) * stretches);
      const isNewRun = latest === null || latest.run_number !== point.run_number;
      if (place !== stretch || isNewRun) endStretch();
      stretch = place;
      if (isNewRun) keep(point);
      if (lowest === null || lossOf(point, Infinity) < lossOf(lowest, Infinity)) lowest = point;
      if (highest === null || lossOf(point, -Infinity) > lossOf(highest, -Infinity)) highest = point;
      latest = point;
    },
    end() {
      endStretch();
      if (latest !== null && latest.step > (kept.at(-1)?.step ?? -1)) keep(latest);
      return kept;
    },
  };
}

/** A point without a loss is neither a peak nor a dip. */
function lossOf(point: MetricsPoint, absent: number): number {
  return point.loss ?? absent;
}
