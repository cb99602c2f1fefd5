import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isEnded } from '@trainyard/core/client';
import { useEffect } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/types.ts';
import { showFailure } from '../../ui/toasts.tsx';

/** A model that writes captions for a dataset. */
export type Captioning = Answer<'getCaptioning'>;
/** What can be asked for. */
export type Captioners = Answer<'listCaptioners'>;

const busyMs = 1_500;
const idleMs = 30_000;

const captioningsKey = (datasetId: string) => [...queryKeys.dataset(datasetId), 'captionings'];

/** The captioners that there are; asked for when somebody wants one. */
export function useCaptioners() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['captioners'],
    queryFn: ({ signal }) => client.listCaptioners({ signal }),
    staleTime: 60_000,
  });
}

/** The last captioning of a dataset, or null; its captions are shown as they come. */
export function useLastCaptioning(datasetId: string): Captioning | null {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const last =
    useQuery({
      queryKey: captioningsKey(datasetId),
      queryFn: ({ signal }) =>
        client.listCaptionings({ params: { dataset_id: datasetId }, query: { limit: 1 }, signal }),
      refetchInterval: ({ state }) =>
        state.data?.captionings.some(({ status }) => !isEnded(status)) ? busyMs : idleMs,
    }).data?.captionings[0] ?? null;
  const saved = last?.files.saved ?? 0;
  useEffect(() => {
    if (saved === 0) return;
    for (const part of ['items', 'facts']) {
      void queryClient.invalidateQueries({ queryKey: [...queryKeys.dataset(datasetId), part] });
    }
    void queryClient.invalidateQueries({ queryKey: [...queryKeys.datasets, 'list'] });
  }, [saved, datasetId, queryClient]);
  return last;
}

/** What a person chose for a captioning. */
export type CaptioningWish = Omit<
  NonNullable<Parameters<ReturnType<typeof useApi>['client']['startCaptioning']>[0]['body']>,
  'gpu_id'
>;

/** Begins to caption a dataset; a form shows why it was refused. */
export function useStartCaptioning(datasetId: string) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: CaptioningWish) =>
      client.startCaptioning({
        params: { dataset_id: datasetId },
        body,
        idempotencyKey: crypto.randomUUID(),
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: captioningsKey(datasetId) }),
  });
}

/** Ends a captioning; what was captioned stays. */
export function useCancelCaptioning(datasetId: string) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.cancelCaptioning({ params: { captioning_id: id } }),
    onError: (error) => showFailure('The captioning was not cancelled.', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: captioningsKey(datasetId) }),
  });
}
