import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import type { Job } from '../api/types.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';
import { resultKey } from './job-query.ts';

/** Deletes a checkpoint, by the name of one of its files. */
export function useDeleteCheckpoint(job: Pick<Job, 'id'>) {
  const { client } = useApi();
  return useDeletion(
    job,
    (filename: string) => client.deleteCheckpoint({ params: { job_id: job.id, filename } }),
    'The checkpoint',
  );
}

/** Deletes samples one after the other, by their names. */
export function useDeleteSamples(job: Pick<Job, 'id'>) {
  const { client } = useApi();
  return useDeletion(
    job,
    async (filenames: readonly string[]) => {
      for (const filename of filenames) await client.deleteSample({ params: { job_id: job.id, filename } });
    },
    'The sample',
    // It is seen to be gone; a message would take the Escape that is to close the full view.
    { isQuiet: true },
  );
}

/** Deletes the optimizer states that a job keeps. */
export function useDeleteOptimizerStates(job: Pick<Job, 'id'>) {
  const { client } = useApi();
  return useDeletion<void>(
    job,
    () => client.deleteOptimizerStates({ params: { job_id: job.id } }),
    'The optimizer state',
  );
}

function useDeletion<Subject>(
  { id }: Pick<Job, 'id'>,
  act: (subject: Subject) => Promise<unknown>,
  what: string,
  { isQuiet = false } = {},
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (!isQuiet) showToast({ title: `${what} was deleted.` });
    },
    onError: (error) => showFailure(`${what} was not deleted.`, error),
    // Awaited, so that the dialog closes over a list that has what is still there.
    onSettled: () => queryClient.invalidateQueries({ queryKey: resultKey(id) }),
  });
}
