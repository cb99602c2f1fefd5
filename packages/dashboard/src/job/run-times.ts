import type { Answer } from '../api/types.ts';

/** What is needed of a run to tell its time. */
export type TimedRun = Pick<
  Answer<'listJobRuns'>['runs'][number],
  'started_at' | 'ended_at' | 'resumed_from_step' | 'end_step'
>;

/** Milliseconds that the runs of a job trained up to now, without the pauses between them; null before the first. */
export function trainedMs(runs: readonly TimedRun[], nowMs: number): number | null {
  const lengths = runs.flatMap(({ started_at: start, ended_at: end }) =>
    start === null ? [] : [Math.max(0, (end === null ? nowMs : Date.parse(end)) - Date.parse(start))],
  );
  return lengths.length === 0 ? null : lengths.reduce((sum, length) => sum + length, 0);
}

/**
 * Steps per second over ended runs, with everything that took time in them: loading, samples, checkpoints. Steps
 * that a resume did again count each time. Null where there is nothing to tell it from.
 */
export function meanSpeed(runs: readonly TimedRun[]): number | null {
  const begun = runs.filter(({ started_at: start, ended_at: end }) => start !== null && end !== null);
  const steps = begun.reduce(
    (sum, { end_step: end, resumed_from_step: start }) => sum + Math.max(0, end - (start ?? 0)),
    0,
  );
  const ms = trainedMs(begun, 0);
  return ms === null || ms === 0 || steps === 0 ? null : (steps * 1000) / ms;
}
