import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import { type DeletionState, type DoomedJob, deleteJobs } from './delete-jobs.ts';

/** Kept like an answer, so that it goes on, and is shown again, when its page is left. */
const key = ['deletion-of-jobs'];

/** A deletion of several jobs, of which there is one at a time. */
export interface JobsDeletion {
  /** Null where none was begun, or the last one was dismissed. */
  readonly state: DeletionState | null;
  readonly isRunning: boolean;
  readonly begin: (jobs: readonly DoomedJob[]) => void;
  /** Takes away what is told of the last one. */
  readonly dismiss: () => void;
}

/** The deletion of several jobs at once, wherever it was begun. */
export function useJobsDeletion(): JobsDeletion {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const { data: state } = useQuery<DeletionState | null>({
    queryKey: key,
    queryFn: () => null,
    enabled: false,
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const isRunning = state !== null && state.done < state.of;
  return {
    state,
    isRunning,
    begin(jobs) {
      if (isRunning) return;
      void deleteJobs(jobs, {
        client,
        onState: (next) => tell(queryClient, next),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        now: () => Date.now(),
      });
    },
    dismiss: () => queryClient.setQueryData(key, null),
  };
}

/** What went well needs no words once it is over: the rows are gone. */
function tell(queryClient: QueryClient, state: DeletionState): void {
  const isOver = state.done === state.of && state.failures.length === 0;
  queryClient.setQueryData(key, isOver ? null : state);
  void queryClient.invalidateQueries({ queryKey: queryKeys.jobs });
}
