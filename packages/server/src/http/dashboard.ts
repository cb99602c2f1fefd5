import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { extensionOf, renderHtml } from '@trainyard/core';
import { staticPagePolicy } from './content-policy.ts';
import { dashboardPolicy, scriptPolicy } from './dashboard-policy.ts';
import type { Answer } from './handler.ts';

/** The built dashboard, as it is served. */
export interface Dashboard {
  /** The page of the app, whatever address it was asked for; a note on building it where that was not done. */
  page(): Promise<Answer>;
  /** A file of `assets/`, in the best encoding that the client takes; null where there is none of that name. */
  asset(name: string, acceptEncoding: string | undefined): Promise<Answer | null>;
}

type Encoding = 'br' | 'gzip' | 'identity';

const compressors: Readonly<Record<Exclude<Encoding, 'identity'>, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: promisify(gzip),
};

/** What a build can hold, and whether compressing it pays. */
const contentTypes: Readonly<Record<string, readonly [type: string, compressible: boolean]>> = {
  '.js': ['text/javascript; charset=utf-8', true],
  '.css': ['text/css; charset=utf-8', true],
  '.svg': ['image/svg+xml', true],
  '.json': ['application/json', true],
  '.woff2': ['font/woff2', false],
  '.png': ['image/png', false],
  '.webp': ['image/webp', false],
  '.ico': ['image/x-icon', false],
};

/** Serves a build from its folder: the page is read anew each time, a file once, since its name has its hash. */
export function createDashboard({
  folder,
  publicUrl,
}: {
  readonly folder: string;
  readonly publicUrl: string | null;
}): Dashboard {
  const encoded = new Map<string, Promise<Buffer | null>>();
  const readOnce = (name: string, encoding: Encoding): Promise<Buffer | null> => {
    const key = `${encoding} ${name}`;
    const known = encoded.get(key);
    if (known !== undefined) return known;
    const reading = (async () => {
      const bytes = await readIfThere(join(folder, 'assets', name));
      if (bytes === null) encoded.delete(key);
      return bytes === null || encoding === 'identity' ? bytes : compressors[encoding](bytes);
    })();
    encoded.set(key, reading);
    reading.catch(() => encoded.delete(key));
    return reading;
  };

  return {
    async page() {
      const html = await readIfThere(join(folder, 'index.html'));
      if (html === null) return notBuilt();
      const nonce = randomBytes(16).toString('base64');
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', ...dashboardPolicy({ nonce, publicUrl }) },
        body: html.toString('utf8').replaceAll('CSP_NONCE', nonce),
      };
    },

    async asset(name, acceptEncoding) {
      const [type, compressible] = contentTypes[extensionOf(name)] ?? [];
      if (type === undefined || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) return null;
      const encoding = compressible ? bestEncoding(acceptEncoding) : 'identity';
      const body = await readOnce(name, encoding);
      if (body === null) return null;
      return {
        status: 200,
        headers: {
          'content-type': type,
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'accept-encoding',
          ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
          ...scriptPolicy,
        },
        body,
      };
    },
  };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function bestEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = (acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .filter((item) => !/;\s*q=0(\.0*)?\s*$/.test(item))
    .map((item) => item.split(';')[0]?.trim());
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : 'identity';
}

function notBuilt(): Answer {
  const page = {
    title: 'The dashboard is not built',
    blocks: [
      {
        kind: 'paragraph',
        text: 'The server runs, and its API answers. For the dashboard, run this in the folder of the sources, and load this page again:',
      },
      { kind: 'code', language: 'shell', text: 'npm run build' },
    ],
    sections: [],
  } as const;
  return {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', ...staticPagePolicy },
    body: renderHtml(page, {
      navigation: [
        { text: 'API', href: '/docs' },
        { text: 'Errors', href: '/errors' },
      ],
    }),
  };
}
