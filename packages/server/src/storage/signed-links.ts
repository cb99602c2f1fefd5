import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { SignedLinks } from './links.ts';
import { parseObjectKey } from './object-key.ts';
import type { LinkGrant } from './object-store.ts';

type Fields =
  | readonly ['G', key: string, filename: string, expiresAt: number]
  | readonly [
      'P',
      purpose: 'dataset-upload' | 'artifact',
      id: string,
      filename: string,
      sizeBytes: number,
      expiresAt: number,
    ];

/**
 * Makes `/links/{token}/{filename}`. The token holds the whole grant and an HMAC-SHA256 over it, so that a
 * link needs no row and cannot be bent to another method, object, size, name or time.
 */
export function createSignedLinks(options: {
  readonly secret: Buffer;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  /** How long a download link is good for. */
  readonly downloadTtlMs: number;
}): SignedLinks {
  const sign = (text: string) =>
    createHmac('sha256', options.secret).update(`trainyard link\n${text}`).digest();
  const urlOf = (fields: Fields, filename: string) => {
    const text = JSON.stringify(fields);
    const token = `${Buffer.from(text).toString('base64url')}.${sign(text).toString('base64url')}`;
    return `${options.publicUrl()}/links/${token}/${encodeURIComponent(filename)}`;
  };

  return {
    download({ key, filename }) {
      return urlOf(['G', key, filename, options.clock.now() + options.downloadTtlMs], filename);
    },

    upload({ purpose, id, filename, sizeBytes, expiresAt }) {
      return { url: urlOf(['P', purpose, id, filename, sizeBytes, expiresAt], filename), headers: {} };
    },

    verify(token) {
      const [payload = '', signature = '', ...rest] = token.split('.');
      if (rest.length > 0) return null;
      const text = Buffer.from(payload, 'base64url').toString();
      const expected = sign(text);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      // What carries our signature was written by `urlOf`, so its shape is known.
      const grant = grantOf(JSON.parse(text) as Fields);
      return grant.expiresAt > options.clock.now() ? grant : null;
    },
  };
}

function grantOf(fields: Fields): LinkGrant {
  if (fields[0] === 'G') {
    const [, key, filename, expiresAt] = fields;
    return { method: 'GET', key: parseObjectKey(key), filename, expiresAt };
  }
  const [, purpose, id, filename, sizeBytes, expiresAt] = fields;
  return { method: 'PUT', purpose, id, filename, sizeBytes, expiresAt };
}
