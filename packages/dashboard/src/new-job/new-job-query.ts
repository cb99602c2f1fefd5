import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { collectReferences } from '@trainyard/core/preflight';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Answer } from '../api/types.ts';
import { nameOf } from './name-of.ts';

/** A dataset in the lists to choose from. */
export type DatasetChoice = Answer<'listDatasets'>['datasets'][number];

const datasetsAtOnce = 1000;
const factsMs = 30_000;

/** The account's datasets, newest first. */
export function useDatasetChoices() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.datasets, 'choices'],
    queryFn: async ({ signal }) =>
      (await client.listDatasets({ query: { limit: datasetsAtOnce }, signal })).datasets,
  });
}

/**
 * What preflight needs to know about a config. Asked for again only when the config names other datasets, files
 * or another job name; until then the former answer stands.
 */
export function useConfigFacts(text: string) {
  const api = useApi();
  return useQuery({ ...configFactsQuery(api, text), placeholderData: keepPreviousData });
}

/** The query behind `useConfigFacts`. */
export function configFactsQuery({ client }: ReturnType<typeof useApi>, text: string) {
  return queryOptions({
    queryKey: [...queryKeys.datasets, 'facts', collectReferences(text), nameOf(text)],
    queryFn: ({ signal }) => client.getConfigFacts({ body: { config_file: text }, signal }),
    staleTime: factsMs,
  });
}

const picturesAtOnce = 60;

/** The first pictures of a dataset, or the first that are called so. */
export function useDatasetPictures(id: string, search: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.dataset(id), 'pictures', search],
    queryFn: ({ signal }) =>
      client.listDatasetItems({
        params: { dataset_id: id },
        query: { limit: picturesAtOnce, filter: 'images', ...(search === '' ? {} : { search }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** The config of a job as it was submitted. */
export function useJobConfig(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.job(id), 'config'],
    queryFn: ({ signal }) => client.getJobConfig({ params: { job_id: id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** A job that is to be edited. */
export function useEditedJob(id: string) {
  const { client } = useApi();
  return useQuery({
    queryKey: queryKeys.job(id),
    queryFn: ({ signal }) => client.getJobStatus({ params: { job_id: id }, signal }),
  });
}
