import { directUploadMaxBytes, putToSignedLink } from '@trainyard/core/client';
import { type Api, createApi } from '../../api/client.ts';
import { createProgressFetch } from './xhr-fetch.ts';

/** Sends one file into a dataset. Rejects as the typed client does. */
export async function sendFile(
  datasetId: string,
  file: File,
  filename: string,
  options: { readonly onProgress: (sentBytes: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { onProgress, signal } = options;
  const { client, fetch } = uploadApi(createProgressFetch(onProgress));
  const params = { dataset_id: datasetId };
  if (file.size <= directUploadMaxBytes) {
    await client.uploadDatasetFile({ params, file: { filename, body: file as never }, signal });
    return;
  }
  const { uploads } = await client.getUploadEndpoint({
    params,
    body: { filenameToByteSize: { [filename]: file.size } },
    signal,
  });
  const target = uploads[filename];
  if (target === undefined) throw new Error(`The server gave no address for ${filename}.`);
  await putToSignedLink({ url: target.upload_url, headers: target.headers }, file as never, {
    fetch: fetch as never,
    sizeBytes: file.size,
    signal,
  });
}

/** The API for uploads: one that meets the end of the session stays in the list, to be tried again after signing in. */
export function uploadApi(fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis)): Api {
  return createApi({ fetch, onSignedOut: () => undefined });
}
