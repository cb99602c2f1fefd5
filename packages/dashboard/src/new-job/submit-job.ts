import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Draft } from './draft.ts';

/** Submits a config as a new job. Trying again after a lost answer never makes a second job. */
export function useSubmitJob() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const sent = useRef({ body: '', key: '' });
  return useMutation({
    mutationFn: (draft: Draft) => {
      const body = bodyOf(draft);
      const text = JSON.stringify(body);
      if (sent.current.body !== text) sent.current = { body: text, key: crypto.randomUUID() };
      return client.submitJob({ body, idempotencyKey: sent.current.key });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.jobs }),
  });
}

/** Replaces the config of a job. */
export function useEditJob(id: string) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft) => client.editJob({ params: { job_id: id }, body: bodyOf(draft) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.jobs }),
  });
}

function bodyOf({ text, gpuType, gpuCount, gpuId }: Draft) {
  return {
    config_file_format: 'yaml',
    config_file: text,
    gpu_type: gpuType ?? '',
    gpu_count: gpuCount === 8 ? 8 : 1,
    gpu_id: gpuId,
  } as const;
}
