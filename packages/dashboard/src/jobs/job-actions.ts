import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Job } from '../api/types.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';

type JobOfAction = Pick<Job, 'id' | 'name'>;

/** Cancels a job; what it has made so far stays. */
export function useCancelJob() {
  const { client } = useApi();
  return useJobAction((job) => client.cancelJob({ params: { job_id: job.id } }), {
    done: (name) => `${name} is being canceled.`,
    failed: (name) => `${name} was not canceled.`,
  });
}

/** Puts a stopped or canceled job into the queue again. */
export function useResumeJob() {
  const { client } = useApi();
  return useJobAction((job) => client.resumeJob({ params: { job_id: job.id } }), {
    done: (name) => `${name} is in the queue again.`,
    failed: (name) => `${name} was not resumed.`,
  });
}

/** Deletes an ended job with everything it made. */
export function useDeleteJob() {
  const { client } = useApi();
  return useJobAction((job) => client.deleteJob({ params: { job_id: job.id } }), {
    done: (name) => `${name} was deleted.`,
    failed: (name) => `${name} was not deleted.`,
  });
}

function useJobAction(
  act: (job: JobOfAction) => Promise<unknown>,
  words: { readonly done: (name: string) => string; readonly failed: (name: string) => string },
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (_, job) => showToast({ title: words.done(job.name) }),
    onError: (error, job) => showFailure(words.failed(job.name), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.jobs }),
  });
}
