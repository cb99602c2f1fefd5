import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';

const refreshMs = 3_000;

/** What runs and what waits, asked for again and again while it is looked at. */
export function useQueue() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.queue, 'jobs'],
    queryFn: ({ signal }) => client.getQueue({ signal }),
    refetchInterval: refreshMs,
  });
}

/** Every GPU with its load, likewise. */
export function useGpus() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.queue, 'gpus'],
    queryFn: ({ signal }) => client.listGpus({ signal }),
    refetchInterval: refreshMs,
  });
}
