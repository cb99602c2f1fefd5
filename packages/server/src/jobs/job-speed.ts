import type { JobRow } from './job-row.ts';

/** How fast a job is and how long it will last. */
export interface JobSpeed {
  /** Steps per second of late; null unless the job trains. */
  readonly speed: number | null;
  /** Until the last step at that speed. */
  readonly eta_seconds: number | null;
}

/** How much what is measured now counts against what was measured before. */
const weight = 0.3;

/** The speed of late, after further measurements in their order; null until there is one. */
export function smoothSpeed(before: number | null, measured: readonly (number | null)[]): number | null {
  const good = measured.filter((speed) => speed !== null && Number.isFinite(speed) && speed > 0) as number[];
  if (good.length === 0) return before;
  const mean = good.reduce((sum, speed) => sum + speed, 0) / good.length;
  return before === null ? mean : before * (1 - weight) + mean * weight;
}

/** Speed and remaining time of a job; sampling and saving, which cost time besides the steps, are not counted. */
export function speedOf(
  row: Pick<JobRow, 'status' | 'run_state' | 'steps_per_second' | 'current_step' | 'total_steps'>,
): JobSpeed {
  const speed = row.status === 'RUNNING' && row.run_state === 'running' ? row.steps_per_second : null;
  if (speed === null) return { speed: null, eta_seconds: null };
  return { speed, eta_seconds: Math.ceil(Math.max(0, row.total_steps - row.current_step) / speed) };
}
