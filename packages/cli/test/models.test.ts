import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';

const weights = Buffer.alloc(2_000, 3);
const sha256 = createHash('sha256').update(weights).digest('hex');

async function startHub(): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    if (url.includes('o/gone')) return void response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
    if (!url.startsWith('/api/')) return void response.end(weights);
    const lfs = { sha256, size: weights.length };
    const siblings = [{ rfilename: 'model.safetensors', size: weights.length, blobId: 'b'.repeat(40), lfs }];
    response.end(JSON.stringify({ sha: 'c'.repeat(40), siblings }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('models are pulled, listed and removed, and a refusal is told', async () => {
  const env = { HF_ENDPOINT: await startHub() };
  const cache = tempFolder();
  const trainyard = async (...args: string[]) => {
    const io = captureIo({ cwd: cache, env });
    return { exitCode: await run([...args, '--model-cache', cache], io), out: io.out(), err: io.err() };
  };
  expect((await trainyard('models', 'list')).out).toContain('There are no models');
  const pulled = await trainyard('models', 'pull', 'o/model');
  expect(pulled.out).toBe('o/model: 2.0 kB in 1 file, 2.0 kB fetched.\n');
  expect((await trainyard('models', 'pull', 'o/model')).out).toContain('was there already');
  expect((await trainyard('models', 'list')).out).toMatch(/^MODEL +SIZE\no\/model +2\.0 kB\n/);
  const gone = await trainyard('models', 'pull', 'o/gone');
  expect(gone.exitCode).not.toBe(0);
  expect(gone.err).toContain('o/gone is not on http://127.0.0.1');
  expect((await trainyard('models', 'remove', 'o/model')).out).toBe('Removed o/model.\n');
  expect((await trainyard('models', 'remove', 'o/model')).err).toContain('o/model is not in');
  expect((await trainyard('models', 'pull', 'fluxx')).err).toContain('neither an arch nor a repository');
});
