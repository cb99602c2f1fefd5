import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { stemOf } from '@trainyard/core/client';
import { useApi } from '../../api/api-context.ts';
import type { Api } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/types.ts';

type ItemsPage = Answer<'listDatasetItems'>;

/** A picture or video with its caption. */
export type Item = ItemsPage['items'][number];

/** Which items are shown. */
export interface ItemFilter {
  readonly filter: 'all' | 'uncaptioned' | 'images' | 'videos';
  readonly search: string;
}

const pageSize = 200;

const itemsKey = (datasetId: string) => [...queryKeys.dataset(datasetId), 'items'];

/** The items of a dataset by file name, a page at a time. */
export function useItems(datasetId: string, filter: ItemFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...itemsKey(datasetId), filter],
    queryFn: ({ pageParam, signal }) => loadPage(api, datasetId, filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Every item that a filter lets through, however many there are. */
export async function loadAllItems(api: Api, datasetId: string, filter: ItemFilter): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: ItemsPage = await loadPage(api, datasetId, filter, cursor);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}

/** Shows captions as they were just saved, without asking for thousands of items again. */
export function showSavedCaptions(
  queryClient: QueryClient,
  datasetId: string,
  captions: ReadonlyMap<string, string>,
): void {
  queryClient.setQueriesData<InfiniteData<ItemsPage>>({ queryKey: itemsKey(datasetId) }, (data) => {
    if (data === undefined) return undefined;
    const withCaption = (item: Item): Item => {
      const filename = captionFileOf(item);
      const text = captions.get(filename);
      return text === undefined ? item : { ...item, caption: { filename, text, truncated: false } };
    };
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(withCaption) })) };
  });
}

/** The file that holds, or would hold, the caption of an item. */
export function captionFileOf({ caption, filename }: Pick<Item, 'caption' | 'filename'>): string {
  return caption?.filename ?? `${stemOf(filename)}.txt`;
}

function loadPage(
  { client }: Api,
  datasetId: string,
  { filter, search }: ItemFilter,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ItemsPage> {
  return client.listDatasetItems({
    params: { dataset_id: datasetId },
    query: {
      limit: pageSize,
      filter,
      ...(search === '' ? {} : { search }),
      ...(cursor === null ? {} : { cursor }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}
