import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { galleryRoutes } from '@trainyard/core';
import type { GalleryService } from '../../gallery/gallery-service.ts';
import type { OpenThumbnail } from '../../gallery/thumbnails.ts';
import type { Answer, Handlers } from '../handler.ts';

const defaultSizePx = 256;
const yearSeconds = 31_536_000;

/** Handlers of the calls with which a person looks through a dataset. */
export function createGalleryHandlers(gallery: GalleryService): Handlers<keyof typeof galleryRoutes> {
  return {
    listDatasetItems: ({ account, params, query }) => gallery.items(account.id, params.dataset_id, query),
    getDatasetThumbnail: async ({ account, params, query, raw, signal }) => {
      const sizePx = Number(query.size ?? defaultSizePx);
      const request = { sizePx, signal };
      const thumbnail = await gallery.thumbnail(account.id, params.dataset_id, params.filename, request);
      return sendThumbnail(thumbnail, query.v, raw);
    },
    putDatasetCaptions: ({ account, params, body }) =>
      gallery.writeCaptions(account.id, params.dataset_id, body.captions),
    deleteDatasetFiles: ({ account, params, body }) =>
      gallery.deleteFiles(account.id, params.dataset_id, body.filenames),
    getDatasetFacts: ({ account, params, query }) => gallery.contents(account.id, params.dataset_id, query),
  };
}

/** An address that names the hash of the picture never gives another; any other is asked about again. */
function sendThumbnail(
  thumbnail: OpenThumbnail,
  version: string | undefined,
  request: Pick<IncomingMessage, 'method' | 'headers'>,
): Answer {
  const etag = `"${thumbnail.etag}"`;
  const isNamed = thumbnail.sha256 !== null && version === thumbnail.sha256;
  const headers: Record<string, string> = {
    'cache-control': isNamed ? `private, max-age=${yearSeconds}, immutable` : 'private, no-cache',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-type': 'image/webp',
    etag,
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: null };
  headers['content-length'] = String(thumbnail.sizeBytes);
  // An empty stream and not null: Fastify would say that what a null stands for is 0 bytes long.
  const body = request.method === 'HEAD' ? Readable.from([]) : createReadStream(thumbnail.path);
  return { status: 200, headers, body };
}
