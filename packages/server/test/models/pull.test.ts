import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chooseFiles } from '../../src/models/choose-files.ts';
import { isCached, listCached, removeCached } from '../../src/models/hub-cache.ts';
import { modelRefusal } from '../../src/models/model-access.ts';
import { pullRepository } from '../../src/models/pull-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const commit = 'c'.repeat(40);
const weights = Buffer.alloc(300_000, 7);
const config = Buffer.from('{"a": 1}');
const sha256 = createHash('sha256').update(weights).digest('hex');
const gitHash = createHash('sha1').update(`blob ${config.length}\0`).update(config).digest('hex');

/** A hub on this machine: metadata, redirects to where the bytes lie, ranges, and refusals as the real one's. */
async function startHub(change: { breakAfter?: number; damage?: boolean } = {}) {
  const seen: { method: string; url: string; range?: string; authorization?: string }[] = [];
  let breakAfter = change.breakAfter;
  let damage = change.damage === true;
  const refuse = (request: IncomingMessage): [number, string] | null => {
    const url = request.url ?? '';
    const token = request.headers.authorization;
    if (url.includes('o/missing')) return [token === undefined ? 401 : 404, 'RepoNotFound'];
    if (!url.includes('o/gated') || url.startsWith('/api/')) return null;
    if (token === undefined) return [401, 'GatedRepo'];
    return token === 'Bearer hf_accepted' ? null : [403, 'GatedRepo'];
  };
  const server = createServer((request, response) => {
    const { url = '', method = '' } = request;
    const { range, authorization } = request.headers;
    seen.push({ method, url, ...(range && { range }), ...(authorization && { authorization }) });
    const refusal = refuse(request);
    if (url.includes('o/slow')) return;
    if (refusal !== null) return void response.writeHead(refusal[0], { 'x-error-code': refusal[1] }).end();
    if (url.startsWith('/api/models/')) {
      const siblings = [
        { rfilename: 'model_index.json', size: config.length, blobId: gitHash },
        {
          rfilename: 'unet/weights.safetensors',
          size: weights.length,
          blobId: 'b'.repeat(40),
          lfs: { sha256, size: weights.length },
        },
        { rfilename: '../../outside.json', size: 1, blobId: 'd'.repeat(40) },
      ];
      return void response.end(JSON.stringify({ sha: commit, siblings }));
    }
    if (url.endsWith('/resolve/main/model_index.json')) {
      return void response
        .writeHead(
          url.includes('o/plain') ? 404 : 307,
          url.includes('o/plain') ? { 'x-error-code': 'EntryNotFound' } : { location: '/x' },
        )
        .end();
    }
    if (url.endsWith('model_index.json')) return void response.end(config);
    if (url.endsWith('weights.safetensors') && !url.startsWith('/bytes/')) {
      return void response.writeHead(302, { location: '/bytes/weights.safetensors' }).end();
    }
    const begin = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const body = damage ? Buffer.alloc(weights.length, 1) : weights.subarray(begin);
    damage = false;
    response.writeHead(begin > 0 ? 206 : 200, { 'content-length': body.length });
    if (breakAfter === undefined) return void response.end(body);
    response.write(body.subarray(0, breakAfter), () => response.destroy());
    breakAfter = undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = (token: string | null = null) => ({ endpoint, token, fetch: globalThis.fetch });
  return { seen, options };
}

describe('fetching a model', () => {
  test('lays it out as the Hugging Face libraries do, read-only, and fetches nothing twice', async () => {
    const { seen, options } = await startHub();
    const cache = tempFolder();
    const told: number[] = [];
    const onProgress = ({ doneBytes }: { doneBytes: number }) => void told.push(doneBytes);
    const total = weights.length + config.length;
    expect(await pullRepository({ ...options(), cache, onProgress }, 'o/model')).toEqual({
      commit,
      files: 2,
      sizeBytes: total,
      fetchedBytes: total,
    });
    const folder = join(cache, 'models--o--model');
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(commit);
    expect(readFileSync(join(folder, 'snapshots', commit, 'unet', 'weights.safetensors'))).toEqual(weights);
    expect(readFileSync(join(folder, 'snapshots', commit, 'model_index.json'))).toEqual(config);
    expect(statSync(join(folder, 'blobs', sha256)).mode & 0o777).toBe(0o444);
    expect(statSync(join(folder, 'blobs', gitHash)).size).toBe(config.length);
    expect(existsSync(join(cache, 'outside.json'))).toBe(false);
    expect(told.at(-1)).toBe(total);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    seen.length = 0;
    expect((await pullRepository({ ...options(), cache }, 'o/model')).fetchedBytes).toBe(0);
    expect(seen.map(({ url }) => url)).toEqual(['/api/models/o/model/revision/main?blobs=true']);
    expect(await listCached(cache)).toEqual([{ repository: 'o/model', sizeBytes: total, isUsable: true }]);
    expect(await removeCached(cache, 'o/model')).toBe(true);
    expect(await removeCached(cache, 'o/model')).toBe(false);
    expect(await isCached(cache, 'o/model')).toBe(false);
  });

  test('goes on where the connection broke', async () => {
    const { seen, options } = await startHub({ breakAfter: 100_000 });
    const cache = tempFolder();
    await pullRepository({ ...options(), cache }, 'o/model');
    expect(seen.filter(({ range }) => range !== undefined).length).toBeGreaterThan(0);
    expect(readFileSync(join(cache, 'models--o--model', 'blobs', sha256))).toEqual(weights);
  });

  test('goes on with what an earlier pull left', async () => {
    const { seen, options } = await startHub();
    const cache = tempFolder();
    mkdirSync(join(cache, 'models--o--model', 'blobs'), { recursive: true });
    writeFileSync(
      join(cache, 'models--o--model', 'blobs', `${sha256}.incomplete`),
      weights.subarray(0, 1000),
    );
    expect((await pullRepository({ ...options(), cache }, 'o/model')).fetchedBytes).toBe(
      weights.length - 1000 + config.length,
    );
    expect(seen.some(({ range }) => range === 'bytes=1000-')).toBe(true);
  });

  test('fetches a file anew that arrives damaged', async () => {
    const { options } = await startHub({ damage: true });
    const cache = tempFolder();
    await pullRepository({ ...options(), cache }, 'o/model');
    expect(readFileSync(join(cache, 'models--o--model', 'blobs', sha256))).toEqual(weights);
  });

  test.each([
    ['o/gated', null, 'gated', /accept its licence at http:\S+\/o\/gated, and give a token/],
    ['o/gated', 'hf_other', 'gated', /with the account that the token in use belongs to/],
    ['o/missing', null, 'missing', /is not on http:\S+, or it is private and no token is given/],
    ['o/missing', 'hf_other', 'missing', /the token may not see it/],
  ])(
    'of %s with the token %s is refused as %s, and nothing is claimed to be cached',
    async (name, token, reason, message) => {
      const { options } = await startHub();
      const cache = tempFolder();
      const failure = await pullRepository({ ...options(token), cache }, name).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ reason, message: expect.stringMatching(message) });
      expect(await isCached(cache, name)).toBe(false);
      expect(await modelRefusal(options(token), name)).toMatchObject({ reason });
    },
  );

  test('that is gated works with a token whose account has accepted', async () => {
    const { options } = await startHub();
    await pullRepository({ ...options('hf_accepted'), cache: tempFolder() }, 'o/gated');
    expect(await modelRefusal(options('hf_accepted'), 'o/gated')).toBeNull();
  });

  test('a hub that cannot be reached is said to be so', async () => {
    const options = {
      endpoint: 'http://127.0.0.1:1',
      token: null,
      fetch: globalThis.fetch,
      cache: tempFolder(),
    };
    await expect(pullRepository(options, 'o/model')).rejects.toMatchObject({ reason: 'unreachable' });
  });
});

describe('asking whether a model may be fetched', () => {
  test('sends one HEAD request with the token, and a repository without that file may be', async () => {
    const { seen, options } = await startHub();
    expect(await modelRefusal(options('hf_x'), 'o/plain')).toBeNull();
    expect(seen).toEqual([
      { method: 'HEAD', url: '/o/plain/resolve/main/model_index.json', authorization: 'Bearer hf_x' },
    ]);
  });

  test('refuses nobody where the hub is slow or away', async () => {
    const { options } = await startHub();
    expect(await modelRefusal({ ...options(), signal: AbortSignal.timeout(50) }, 'o/slow')).toBeNull();
    expect(await modelRefusal({ ...options(), endpoint: 'http://127.0.0.1:1' }, 'o/model')).toBeNull();
  });
});

test('of a repository only what the trainer loads is chosen', () => {
  const paths = [
    'model_index.json',
    'flux1-dev.safetensors',
    'dev_grid.jpg',
    'transformer/config.json',
    'transformer/model-00001-of-00003.safetensors',
    'text_encoder/model.safetensors',
    'text_encoder/model.fp16.safetensors',
    'text_encoder/pytorch_model.bin',
    'text_encoder/flax_model.msgpack',
    'text_encoder/model.onnx',
    'vae/weights.bin',
  ];
  const files = paths.map((path) => ({ path, sizeBytes: 1, hash: 'a'.repeat(40) }));
  expect(chooseFiles(files).map(({ path }) => path)).toEqual([
    'model_index.json',
    'transformer/config.json',
    'transformer/model-00001-of-00003.safetensors',
    'text_encoder/model.safetensors',
    'vae/weights.bin',
  ]);
  const single = [{ path: 'model.safetensors', sizeBytes: 1, hash: 'a'.repeat(40) }];
  expect(chooseFiles(single)).toEqual(single);
});
