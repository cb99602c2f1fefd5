/**
 * The few parts of the web platform that the client needs, as shapes. This package knows neither Node nor
 * the browser; the real `fetch` of both fits `Fetch`.
 */

/** What gives bytes in pieces: a ReadableStream fits. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<unknown>;
  };
}

/** What the client reads of a Response. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  text(): Promise<string>;
}

/** What the client passes to fetch as its second argument. */
export interface FetchInit {
  readonly method?: string | undefined;
  readonly headers?: object | undefined;
  readonly body?: unknown;
  readonly signal?: unknown;
  /** Node wants `half` with a body that is a stream. */
  readonly duplex?: string | undefined;
}

interface FetchHolder {
  fetch(url: string, init?: FetchInit): Promise<FetchResponse>;
}

/** Anything like `globalThis.fetch`. (Taken from a method, whose parameters are compared both ways.) */
export type Fetch = FetchHolder['fetch'];

/** What tells a call to stop: an AbortSignal fits. */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** A Blob or File. */
export interface BlobLike {
  readonly size: number;
  readonly type: string;
  stream(): ByteStream;
}

/** What a FormData is to the client. */
export interface FormLike {
  append(name: string, value: never, filename: string): void;
}

/** Bytes to send: at once, in pieces (read from a disk), or as a Blob. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | BlobLike;

/** True for a Blob or File. */
export function isBlob(source: ByteSource): source is BlobLike {
  return 'stream' in source && 'size' in source;
}

/** The pieces of a stream, which is cancelled when the reader stops early. */
export async function* piecesOf(stream: ByteStream): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value !== undefined) yield value;
    }
    ended = true;
  } finally {
    if (!ended) await reader.cancel();
  }
}
