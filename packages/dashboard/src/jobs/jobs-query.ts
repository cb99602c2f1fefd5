import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { isEnded } from '@trainyard/core/client';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Answer } from '../api/types.ts';
import type { JobFilter } from './job-filter.ts';

const pageSize = 50;
const activeMs = 2_500;
const idleMs = 15_000;

/** The jobs of the account, newest first, page by page; asked for more often while one is active. */
export function useJobs(filter: JobFilter) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: [...queryKeys.jobs, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.listJobs({
        query: { ...filter, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (hasActive(state.data) ? activeMs : idleMs),
  });
}

function hasActive(data: InfiniteData<Answer<'listJobs'>> | undefined): boolean {
  return data?.pages.some(({ jobs }) => jobs.some(({ status }) => !isEnded(status))) ?? false;
}
