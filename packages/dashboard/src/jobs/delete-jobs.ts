import { type Client, HttpError, isEnded } from '@trainyard/core/client';

import type { Job } from '../api/types.ts';

/** A job that is to be deleted, as it was seen. */
export type DoomedJob = Pick<Job, 'id' | 'name' | 'status'>;

/** How far a deletion of several jobs has come. */
export interface DeletionState {
  readonly done: number;
  readonly of: number;
  readonly failures: readonly { readonly job: DoomedJob; readonly error: unknown }[];
}

export interface DeleteJobsOptions {
  readonly client: Pick<Client, 'cancelJob' | 'deleteJob'>;
  /** Called at the beginning, and each time one more is dealt with. */
  readonly onState: (state: DeletionState) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

const atOnce = 3;
const lookAgainMs = 1_000;
/** A trainer that does not listen is killed after half a minute; then the job can be deleted. */
const patienceMs = 120_000;

/** Deletes jobs, those that wait or run after canceling them. One that cannot be deleted keeps none of the others. */
export async function deleteJobs(
  jobs: readonly DoomedJob[],
  options: DeleteJobsOptions,
): Promise<DeletionState> {
  let state: DeletionState = { done: 0, of: jobs.length, failures: [] };
  options.onState(state);
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const failure = await deleteOne(job, options);
      state = {
        ...state,
        done: state.done + 1,
        failures: failure === null ? state.failures : [...state.failures, { job, error: failure.error }],
      };
      options.onState(state);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return state;
}

async function deleteOne(
  job: DoomedJob,
  { client, wait, now }: DeleteJobsOptions,
): Promise<{ readonly error: unknown } | null> {
  const params = { job_id: job.id };
  const giveUpAt = now() + patienceMs;
  try {
    if (!isEnded(job.status)) await client.cancelJob({ params });
    for (;;) {
      try {
        await client.deleteJob({ params });
        return null;
      } catch (error) {
        // Its processes are still being stopped.
        if (!(error instanceof HttpError) || error.status !== 409 || now() > giveUpAt) throw error;
        await wait(lookAgainMs);
      }
    }
  } catch (error) {
    // Somebody else has deleted it.
    return error instanceof HttpError && error.status === 404 ? null : { error };
  }
}
