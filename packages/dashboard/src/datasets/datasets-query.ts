import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Answer } from '../api/types.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';

/** A dataset of the list. */
export type DatasetOverview = Answer<'listDatasets'>['datasets'][number];

const busyMs = 2_500;
const idleMs = 30_000;
const mostDatasets = 1000;

/** The datasets of the account, newest first; asked for more often while one is being filled. */
export function useDatasets() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.datasets, 'list'],
    queryFn: ({ signal }) => client.listDatasets({ query: { limit: mostDatasets }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.datasets.some(({ status }) => status === 'UPLOADING') ? busyMs : idleMs,
  });
}

/** One dataset of the list; null where the account has none of that id. */
export function useDataset(id: string) {
  const datasets = useDatasets();
  return { ...datasets, dataset: datasets.data?.datasets.find((dataset) => dataset.id === id) ?? null };
}

/** Makes an empty dataset; a form shows why it was not made. */
export function useCreateDataset() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      client.createDataset({ body: name === '' ? {} : { name }, idempotencyKey: crypto.randomUUID() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datasets }),
  });
}

/** Deletes a dataset; runs that train on it keep what they need. */
export function useDeleteDataset() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { readonly id: string; readonly name: string }) =>
      client.deleteDataset({ params: { dataset_id: id } }),
    onSuccess: (_, { name }) => showToast({ tone: 'success', title: `${name} was deleted.` }),
    onError: (error, { name }) => showFailure(`${name} was not deleted.`, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [...queryKeys.datasets, 'list'] }),
  });
}
