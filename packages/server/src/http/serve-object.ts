import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { extensionOf, HttpError } from '@trainyard/core';
import { type ByteRange, parseByteRange } from '../storage/byte-range.ts';
import { type ObjectKey, ObjectMissingError, type ObjectStore } from '../storage/object-store.ts';
import type { Answer } from './handler.ts';

/** What to send and what to call it. */
export interface Download {
  readonly key: ObjectKey;
  readonly sizeBytes: number;
  readonly filename: string;
  /** Names these bytes and no others; `If-Range` and `If-None-Match` compare it. */
  readonly etag: string;
}

/**
 * Answers a download, whole or the range that was asked for; `HEAD` gets the same headers and no bytes.
 * Throws a 404 where the object has gone from the store.
 */
export async function serveObject(
  store: ObjectStore,
  download: Download,
  request: Pick<IncomingMessage, 'method' | 'headers'>,
): Promise<Answer> {
  const etag = `"${download.etag}"`;
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-transform',
    'content-disposition': contentDisposition(download.filename),
    'content-type': contentTypes[extensionOf(download.filename)] ?? 'application/octet-stream',
    // Uploaded by somebody: never shown as a page of this origin.
    'content-security-policy': "default-src 'none'; sandbox",
    etag,
    'x-content-type-options': 'nosniff',
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: null };

  const range = rangeFor(request, download.sizeBytes, etag);
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'content-range': `bytes */${download.sizeBytes}` }, body: null };
  }
  const part = range === 'whole' ? undefined : range;
  if (part !== undefined) {
    headers['content-range'] = `bytes ${part.start}-${part.end}/${download.sizeBytes}`;
  }
  headers['content-length'] = String(part === undefined ? download.sizeBytes : part.end - part.start + 1);
  // An empty stream and not null: Fastify would say that what a null stands for is 0 bytes long.
  const body = request.method === 'HEAD' ? Readable.from([]) : await open(store, download.key, part);
  return { status: part === undefined ? 200 : 206, headers, body };
}

function rangeFor(
  request: Pick<IncomingMessage, 'headers'>,
  sizeBytes: number,
  etag: string,
): ByteRange | 'whole' | 'unsatisfiable' {
  const ifRange = request.headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return 'whole';
  return parseByteRange(request.headers.range, sizeBytes);
}

async function open(store: ObjectStore, key: ObjectKey, range: ByteRange | undefined) {
  try {
    return await store.read(key, range);
  } catch (error) {
    if (error instanceof ObjectMissingError) throw new HttpError(404, 'The file is no longer there.');
    throw error;
  }
}

/** Saves under the name, whatever is in it: a plain-ASCII form for old clients, the exact one beside it. */
function contentDisposition(filename: string): string {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(filename).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.wmv': 'video/x-ms-wmv',
  '.flv': 'video/x-flv',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.yaml': 'application/yaml',
};
