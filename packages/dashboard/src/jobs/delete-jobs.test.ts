import { HttpError } from '@trainyard/core/client';
import { expect, test } from 'vitest';
import { type DeletionState, type DoomedJob, deleteJobs } from './delete-jobs.ts';

const job = (id: string, status: DoomedJob['status'] = 'STOPPED'): DoomedJob => ({ id, name: id, status });

/** A server of which each job refuses to be deleted with these statuses, one after the other. */
function run(jobs: readonly DoomedJob[], refusals: Readonly<Record<string, number[]>>) {
  const calls: string[] = [];
  const states: DeletionState[] = [];
  let time = 0;
  const client = {
    cancelJob: async ({ params }: { params: { job_id: string } }) =>
      void calls.push(`cancel ${params.job_id}`),
    deleteJob: async ({ params }: { params: { job_id: string } }) => {
      calls.push(`delete ${params.job_id}`);
      const status = refusals[params.job_id]?.shift();
      if (status !== undefined) throw new HttpError(status, `refused with ${status}`);
    },
  };
  const done = deleteJobs(jobs, {
    client: client as never,
    onState: (state) => void states.push(state),
    wait: async (ms) => {
      time += ms;
    },
    now: () => time,
  });
  return { calls, states, done };
}

test('Those that wait or run are canceled first, and deleted once they are stopped.', async () => {
  const { calls, done } = run([job('a', 'RUNNING'), job('b')], { a: [409, 409] });
  expect(await done).toEqual({ done: 2, of: 2, failures: [] });
  expect(calls.filter((call) => call.endsWith('a'))).toEqual([
    'cancel a',
    'delete a',
    'delete a',
    'delete a',
  ]);
  expect(calls.filter((call) => call.endsWith('b'))).toEqual(['delete b']);
});

test('What cannot be deleted is told with its reason, and keeps none of the others.', async () => {
  const { states, done } = run([job('a'), job('b'), job('c'), job('d')], {
    a: [500],
    b: [404],
    c: Array.from({ length: 500 }, () => 409),
  });
  const { failures, ...counts } = await done;
  expect(counts).toEqual({ done: 4, of: 4 });
  expect(failures.map((one) => [one.job.id, (one.error as Error).message]).sort()).toEqual([
    ['a', 'refused with 500'],
    ['c', 'refused with 409'],
  ]);
  expect(states.map(({ done: count }) => count)).toEqual([0, 1, 2, 3, 4]);
});
