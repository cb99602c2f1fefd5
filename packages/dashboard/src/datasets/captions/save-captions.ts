import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.ts';
import type { Api } from '../../api/client.ts';
import { showSavedCaptions } from '../gallery/items-query.ts';

const mostAtOnce = 500;

/** Saves captions by file name and shows them in the gallery. Rejects with the reason where one was refused. */
export function useSaveCaptions(datasetId: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  return async (captions: ReadonlyMap<string, string>): Promise<void> => {
    await saveCaptions(api, datasetId, captions);
    showSavedCaptions(queryClient, datasetId, captions);
  };
}

async function saveCaptions(
  { client }: Api,
  datasetId: string,
  captions: ReadonlyMap<string, string>,
): Promise<void> {
  const entries = [...captions];
  for (let start = 0; start < entries.length; start += mostAtOnce) {
    const { files } = await client.putDatasetCaptions({
      params: { dataset_id: datasetId },
      body: { captions: Object.fromEntries(entries.slice(start, start + mostAtOnce)) },
    });
    const refused = files.find(({ error }) => error !== null);
    if (refused !== undefined) throw new Error(refused.error?.message ?? `${refused.filename} was refused.`);
  }
}
