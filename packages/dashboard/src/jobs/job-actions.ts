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

/** Puts a stopped or canceled job into the queue again, from its last checkpoint or from that of `fromStep`. */
export function useResumeJob() {
  const { client } = useApi();
  return useJobAction<JobOfAction & { readonly fromStep?: number | null }>(
    ({ id, fromStep = null }) =>
      client.resumeJob({
        params: { job_id: id },
        ...(fromStep === null ? {} : { body: { from_step: fromStep } }),
      }),
    {
      done: (name) => `${name} is in the queue again.`,
      failed: (name) => `${name} was not resumed.`,
    },
  );
}

/** Has a running job write a checkpoint at its next step. */
export function useSaveNow() {
  const { client } = useApi();
  return useJobAction((job) => client.saveJobNow({ params: { job_id: job.id } }), {
    done: (name) => `${name} saves a checkpoint at its next step.`,
    failed: () => 'No checkpoint is saved.',
  });
}

/** Has a running job make its samples at its next step. */
export function useSampleNow() {
  const { client } = useApi();
  return useJobAction((job) => client.sampleJobNow({ params: { job_id: job.id } }), {
    done: (name) => `${name} makes samples at its next step.`,
    failed: () => 'No samples are made.',
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

function useJobAction<Subject extends JobOfAction = JobOfAction>(
  act: (job: Subject) => Promise<unknown>,
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
