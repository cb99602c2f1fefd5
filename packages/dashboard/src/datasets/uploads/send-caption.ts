import { ApiError, fileKindOf, findError } from '@trainyard/core/client';
import type { Api } from '../../api/client.ts';
import { type CaptionGatherer, type CaptionOutcome, createCaptionGatherer } from './gather-captions.ts';

/** The longest caption that the call for many of them takes, in bytes. */
const mostBytes = 65_536;
const limits = { mostAtOnce: 100, mostCharacters: 500_000, gatherMs: 50 };

/** True for files that can go together with others; they may still turn out to be no text. */
export function isShortCaption(file: { readonly filename: string; readonly sizeBytes: number }): boolean {
  return fileKindOf(file.filename) === 'caption' && file.sizeBytes <= mostBytes;
}

/** The text of a caption, byte for byte; null where it is no UTF-8. */
export async function readCaption(file: Blob): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Writes the short captions of a dataset, many in one call. */
export function createCaptionSender({ client }: Api, datasetId: string): CaptionGatherer {
  return createCaptionGatherer({
    ...limits,
    async write(captions, signal) {
      const { files } = await client.putDatasetCaptions({
        params: { dataset_id: datasetId },
        body: { captions: Object.fromEntries(captions) },
        signal,
      });
      return new Map(
        files.map(({ filename, error }): [string, CaptionOutcome] => [filename, error && refusal(error)]),
      );
    },
  });
}

function refusal({ code, message }: { readonly code: number; readonly message: string }): Error {
  const known = findError(code);
  return known === undefined ? new Error(message) : new ApiError(known.code, message);
}
