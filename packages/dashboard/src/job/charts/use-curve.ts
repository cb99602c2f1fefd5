import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { isEnded } from '@trainyard/core/client';
import { useEffect, useRef } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { Job } from '../../api/types.ts';
import { type Curve, emptyCurve, extendCurve, readOnAfter } from './curve.ts';

/** Up to here every point is loaded; a longer curve comes thinned, with its peaks and dips. */
const mostWholeSteps = 250_000;
const thinnedPoints = 20_000;
const comparedPoints = 4_000;
const pageSize = 100_000;
const everyMs = 2_000;
const comparedEveryMs = 4_000;

/** A curve, and whether it is whole. */
interface ReadCurve {
  readonly curve: Curve;
  readonly isThinned: boolean;
}

/** The curve of a job; while it trains, new points are appended. */
export function useCurve(job: Job) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const queryKey = [...queryKeys.job(job.id), 'curve'];
  const isThinned = job.progress.total_steps > mostWholeSteps;
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<ReadCurve> => {
      let curve = queryClient.getQueryData<ReadCurve>(queryKey)?.curve ?? emptyCurve;
      const params = { job_id: job.id };
      for (let after = readOnAfter(curve, job), isLast = false; !isLast; after = curve.step.at(-1) ?? -1) {
        const amount = isThinned ? { max_points: thinnedPoints } : { limit: pageSize };
        const query = { after_step: after, format: 'columns', ...amount } as const;
        const page = await client.getJobMetrics({ params, query, signal });
        curve = extendCurve(curve, after, page.columns ?? emptyCurve);
        isLast = page.next_after_step === null;
      }
      return { curve, isThinned };
    },
    // Comparing a hundred thousand points one by one costs more than drawing them.
    structuralSharing: false,
    refetchInterval: isEnded(job.status) ? false : everyMs,
  });
  // What came between the last look and the end.
  const { refetch } = query;
  const ended = isEnded(job.status);
  const wasEnded = useRef(ended);
  useEffect(() => {
    if (ended && !wasEnded.current) void refetch();
    wasEnded.current = ended;
  }, [ended, refetch]);
  return query;
}

/** The curves of jobs to compare with, thinned; of those that still train, again and again. */
export function useComparedCurves(ids: readonly string[]) {
  const { client } = useApi();
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: [...queryKeys.job(id), 'compared-curve'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const params = { job_id: id };
        // Before the curve: what comes after the end of a job is nothing.
        const { status } = await client.getJobStatus({ params, signal });
        const query = { max_points: comparedPoints, format: 'columns' } as const;
        const { columns } = await client.getJobMetrics({ params, query, signal });
        return { curve: columns ?? emptyCurve, isWhole: isEnded(status) };
      },
      refetchInterval: ({ state }: { state: { data: { isWhole: boolean } | undefined } }) =>
        state.data?.isWhole === true ? false : comparedEveryMs,
      structuralSharing: false,
      staleTime: 30_000,
    })),
  });
}
