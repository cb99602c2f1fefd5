import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import { showFailure } from '../ui/toasts.tsx';

/** The whole installation, a machine, or one of its GPUs. */
export interface PauseScope {
  readonly node?: string;
  readonly gpu?: string;
}

/** Pauses the start of runs. */
export function usePause() {
  const { client } = useApi();
  return usePauseAction(
    (body: PauseScope & { readonly reason?: string }) => client.pauseQueue({ body }),
    'Nothing was paused.',
  );
}

/** Has runs started again. */
export function useResume() {
  const { client } = useApi();
  return usePauseAction((body: PauseScope) => client.resumeQueue({ body }), 'Nothing was resumed.');
}

function usePauseAction<Body>(act: (body: Body) => Promise<unknown>, failed: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onError: (error) => showFailure(failed, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.queue }),
  });
}
