import { ConnectionError, readFailure } from './client-error.ts';
import { encodeBytes } from './raw-bytes.ts';
import type { ByteSource, CancelSignal, Fetch } from './web-types.ts';

/** Where a signed upload goes, as `getUploadEndpoint` and `announceArtifact` answer it. */
export interface UploadTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SignedUploadOptions {
  readonly fetch: Fetch;
  /** The exact size that the link was made for. */
  readonly sizeBytes: number;
  readonly signal?: CancelSignal;
}

/**
 * Sends bytes to a signed link, without a token. Rejects with `HttpError` or `ApiError` when they are refused
 * and with `ConnectionError` when no answer came.
 */
export async function putToSignedLink(
  target: UploadTarget,
  source: ByteSource,
  options: SignedUploadOptions,
): Promise<void> {
  const { fetch, signal } = options;
  const { headers, ...body } = encodeBytes(source, options.sizeBytes);
  try {
    const response = await fetch(target.url, {
      method: 'PUT',
      headers: { ...headers, ...target.headers },
      ...body,
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status >= 200 && response.status <= 299) {
      await response.text();
      return;
    }
    throw await readFailure(response);
  } catch (error) {
    const isAnswer = error instanceof Error && 'status' in error;
    if (isAnswer || signal?.aborted) throw error;
    throw new ConnectionError(target.url, { cause: error });
  }
}
