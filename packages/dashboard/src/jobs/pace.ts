import type { Job } from '../api/types.ts';

/** What an estimate is made from. */
export type PacedJob = Pick<Job, 'id' | 'status' | 'progress' | 'started_at' | 'run_number'>;

/** Watches jobs from poll to poll and tells how long each will still train. */
export interface PaceTracker {
  /** Milliseconds until the last step, or null where nothing can be said yet. */
  remainingMs(job: PacedJob, nowMs: number): number | null;
}

interface Look {
  readonly step: number;
  readonly atMs: number;
}

/** Old enough to even out the pauses for samples and checkpoints. */
const windowMs = 180_000;
const fewestSteps = 2;

/**
 * Estimates from the pace over the last minutes. Until there is one, the first run of a job is judged by its
 * average since its start; a resumed run has no such start, so nothing is said of it.
 */
export function createPaceTracker(): PaceTracker {
  const looksOf = new Map<string, readonly Look[]>();

  return {
    remainingMs(job, nowMs) {
      if (job.status !== 'RUNNING') return null;
      const { current_step: step, total_steps: total } = job.progress;
      const key = `${job.id} ${job.run_number}`;
      const recent = (looksOf.get(key) ?? []).filter(({ atMs }) => nowMs - atMs < windowMs);
      const looks = recent.at(-1)?.step === step ? recent : [...recent, { step, atMs: nowMs }];
      looksOf.set(key, looks);
      if (total <= step) return null;
      const [first] = looks;
      const last = looks.at(-1);
      if (first !== undefined && last !== undefined && last.step - first.step >= fewestSteps) {
        return ((nowMs - first.atMs) / (last.step - first.step)) * (total - step);
      }
      if (job.run_number > 1 || job.started_at === null || step < fewestSteps) return null;
      return (Math.max(0, nowMs - Date.parse(job.started_at)) / step) * (total - step);
    },
  };
}
