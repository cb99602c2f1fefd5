import { useQuery, useQueryClient } from '@tanstack/react-query';
import { isEnded } from '@trainyard/core/client';
import { useEffect, useRef } from 'react';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Job } from '../api/types.ts';
import type { StreamState } from './follow-events.ts';
import { type KeptResult, keepLinks } from './kept-links.ts';

/** How often a job is asked for. With a live stream only what it does not tell changes: speed, place in the queue. */
const everyMs = {
  live: { active: 5_000, ended: 120_000 },
  asking: { active: 2_000, ended: 15_000 },
} as const;

function intervalMs(job: Pick<Job, 'status'> | undefined, stream: StreamState): number {
  const rhythm = everyMs[stream === 'live' ? 'live' : 'asking'];
  return job === undefined || !isEnded(job.status) ? rhythm.active : rhythm.ended;
}

/** The key under which a job's status is kept. */
export const statusKey = (id: string) => [...queryKeys.job(id), 'status'];

/** The key under which is kept what a job made. */
export const resultKey = (id: string) => [...queryKeys.job(id), 'result'];

/** How a job stands. */
export function useJob(id: string, stream: StreamState) {
  const { client } = useApi();
  return useQuery({
    queryKey: statusKey(id),
    queryFn: ({ signal }) => client.getJobStatus({ params: { job_id: id }, signal }),
    refetchInterval: ({ state }) => intervalMs(state.data, stream),
  });
}

/** What a job has made so far. */
export function useJobResult(job: Pick<Job, 'id' | 'status' | 'run_number'>, stream: StreamState) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const queryKey = resultKey(job.id);
  // The last checkpoint comes with the end; where nothing is streamed, nobody else says so.
  const hasEnded = isEnded(job.status);
  const hadEnded = useRef(hasEnded);
  useEffect(() => {
    if (hasEnded && !hadEnded.current) void queryClient.invalidateQueries({ queryKey: resultKey(job.id) });
    hadEnded.current = hasEnded;
  }, [hasEnded, job.id, queryClient]);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const answer = await client.getJobResult({ params: { job_id: job.id }, signal });
      const before = queryClient.getQueryData<KeptResult>(queryKey);
      return keepLinks(before, answer, { runNumber: job.run_number, atMs: Date.now() });
    },
    refetchInterval: stream === 'live' ? false : intervalMs(job, stream) * 2,
  });
}

/** Every run of a job. A canceled job has ended before the trainer of its run has. */
export function useJobRuns(job: Pick<Job, 'id' | 'status'>) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.job(job.id), 'runs'],
    queryFn: ({ signal }) => client.listJobRuns({ params: { job_id: job.id }, signal }),
    refetchInterval: ({ state }) =>
      isEnded(job.status) && state.data?.runs.every(({ ended_at: end }) => end !== null) === true
        ? false
        : everyMs.live.active,
  });
}

/** The newest config of a job as it was submitted. */
export function useJobConfig(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.job(id), 'config'],
    queryFn: ({ signal }) => client.getJobConfig({ params: { job_id: id }, signal }),
  });
}
