import { type ByteSource, isBlob } from './web-types.ts';

/** How a request body is handed to fetch. */
export interface BodyInit {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Fetch wants it with every body that is a stream. */
  readonly duplex?: 'half';
}

/** The size of a source that knows it, or undefined for a stream. */
export function sizeOf(source: ByteSource): number | undefined {
  if (source instanceof Uint8Array) return source.length;
  return isBlob(source) ? source.size : undefined;
}

/** How raw bytes are sent with fetch; `sizeBytes` announces the length of a stream. */
export function encodeBytes(source: ByteSource, sizeBytes?: number): BodyInit {
  if (source instanceof Uint8Array || isBlob(source)) return { headers: {}, body: source };
  const headers = sizeBytes === undefined ? {} : { 'content-length': String(sizeBytes) };
  return { headers, body: source, duplex: 'half' };
}
