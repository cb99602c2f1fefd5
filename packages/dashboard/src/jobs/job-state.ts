import { isEnded, type RunPhase } from '@trainyard/core/client';
import type { Job } from '../api/types.ts';
import type { Tone } from '../ui/badge.tsx';

/** The state of a job as a person sees it. */
export interface JobState {
  readonly label: string;
  readonly tone: Tone;
  /** True while something is happening. */
  readonly live: boolean;
}

/** What a status needs to be told. */
export type JobStanding = Pick<Job, 'status' | 'progress' | 'phase' | 'error'>;

const phaseLabels: Readonly<Record<RunPhase, string>> = {
  fetching: 'Fetching data',
  loading: 'Loading model',
  caching: 'Caching',
  training: 'Training',
  sampling: 'Sampling',
  saving: 'Saving',
  captioning: 'Captioning',
};

/** A job's status in words: a stopped job is finished where it reached its last step. */
export function describeJobState(job: JobStanding): JobState {
  switch (job.status) {
    case 'IN_QUEUE':
      return job.phase === null
        ? { label: 'Queued', tone: 'warning', live: false }
        : { label: phaseLabels[job.phase], tone: 'accent', live: true };
    case 'RUNNING':
      return { label: job.phase === null ? 'Running' : phaseLabels[job.phase], tone: 'accent', live: true };
    case 'STOPPED':
      return isFinished(job)
        ? { label: 'Finished', tone: 'success', live: false }
        : { label: 'Stopped', tone: 'neutral', live: false };
    case 'FAILED':
      return { label: 'Failed', tone: 'danger', live: false };
    case 'CANCELED':
      return { label: 'Canceled', tone: 'neutral', live: false };
  }
}

/** True for a job that trained up to its last step. */
export function isFinished(job: Pick<JobStanding, 'status' | 'progress' | 'error'>): boolean {
  const { current_step: current, total_steps: total } = job.progress;
  return job.status === 'STOPPED' && job.error === null && total > 0 && current >= total;
}

/** What can be done with a job now. */
export interface JobActions {
  readonly cancel: boolean;
  readonly resume: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
}

/** What the state machine of jobs lets a person do. */
export function actionsFor(job: Pick<JobStanding, 'status' | 'progress' | 'error'>): JobActions {
  const ended = isEnded(job.status);
  return {
    cancel: !ended,
    resume: ended && job.status !== 'FAILED' && !isFinished(job),
    edit: ended,
    remove: ended,
  };
}
