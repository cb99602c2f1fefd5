import { type Route, routes } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import type { ApiClient, CallOptions, Reply } from '../support/api-client.ts';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

/*
 * What belongs to another account is answered exactly like what never was: same status, same headers, same
 * bytes, with the id that was asked for in the same places and a request id of its own.
 */

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
const ben = server.as('ben');
const nobodys = '0195b5c0-5b5a-7b5a-8b5a-b5a0b5c0b5a0';
const datasets = '/prod/v1/trainers/datasets';
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

const adasDataset = await ada.readyDataset('dogs', { 'a.jpg': picture });
const adasConfig = trainConfig({ name: 'adas_lora', dataset: 'dogs', steps: 5 });
const adasJob = await ada.submitted(adasConfig);
await ada.jobReaches(adasJob, 'STOPPED');
await ada.call('PUT', '/prod/v1/trainers/secrets/HF_TOKEN', { json: { value: 'hf_ada' } });

const edit = { config_file_format: 'yaml', config_file: adasConfig };
const form = (): CallOptions => {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(picture)]), 'a.jpg');
  return { body };
};

/** What is sent, by route: one entry for each kind of body that takes another way through the server. */
const bodies: Readonly<Record<string, readonly (() => CallOptions)[]>> = {
  uploadDatasetFile: [form, () => ({ body: 'no form' })],
  getUploadEndpoint: [
    () => ({ json: { filenameToByteSize: { 'a.jpg': 5 } } }),
    () => ({ json: {} }),
    () => ({
      json: { filenameToByteSize: { 'a.jpg': 5 } },
      headers: { 'idempotency-key': `${Math.random()}` },
    }),
  ],
  editJob: [
    () => ({ json: edit }),
    () => ({ json: {} }),
    () => ({ json: { ...edit, gpu_type: 'RTX', gpu_count: 3 } }),
    () => ({ json: { ...edit, config_file: 'hello' } }),
  ],
  putDatasetCaptions: [
    () => ({ json: { captions: { 'a.txt': 'a dog' } } }),
    () => ({ json: { captions: { '../a': '' } } }),
  ],
  deleteDatasetFiles: [() => ({ json: { filenames: ['a.jpg'] } })],
  resumeJob: [() => ({}), () => ({ json: { gpu_type: 'RTX' } })],
};

const routesWithId = (Object.values(routes) as readonly Route[]).filter(
  ({ path, access }) => access === 'account' && /\{(dataset|job)_id\}/.test(path),
);

describe('an object of another account is like one that never was', () => {
  for (const route of routesWithId) {
    for (const [index, options] of (bodies[route.id] ?? [() => ({})]).entries()) {
      test(`${route.id}${index === 0 ? '' : `, with body ${index + 1}`}`, async () => {
        const foreign = await ask(
          ben,
          route,
          route.path.includes('{job_id}') ? adasJob : adasDataset,
          options(),
        );
        const missing = await ask(ben, route, nobodys, options());
        expect(foreign).toEqual(missing);
      });
    }
  }

  test('and none of that has changed anything for its owner', async () => {
    expect((await ada.datasetStatus(adasDataset)).body).toMatchObject({ status: 'READY', file_count: 1 });
    expect((await ada.job(adasJob, 'GET', 'status')).body).toMatchObject({
      status: 'STOPPED',
      run_number: 1,
    });
  });

  test('a secret of another account is like one that never was', async () => {
    const foreign = await ben.call('DELETE', '/prod/v1/trainers/secrets/HF_TOKEN');
    const missing = await ben.call('DELETE', '/prod/v1/trainers/secrets/NO_TOKEN');
    expect(foreign.status).toBe(404);
    expect(foreign.body.error_message.replace('HF_TOKEN', 'NO_TOKEN')).toBe(missing.body.error_message);
    expect((await ben.get('/prod/v1/trainers/secrets')).body.secrets).toEqual([]);
    expect((await ada.get('/prod/v1/trainers/secrets')).body.secrets).toHaveLength(1);
  });
});

/** The answer with everything in it that may differ made the same. */
async function ask(client: ApiClient, route: Route, id: string, options: CallOptions) {
  const path = route.path.replace('{filename}', 'a.jpg').replace(/\{(dataset|job)_id\}/, id);
  const reply: Reply = await client.call(route.method, path, options);
  expect(reply.status).toBeGreaterThanOrEqual(400);
  const requestId = reply.headers.get('x-request-id') ?? '';
  const headers = [...reply.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return {
    status: reply.status,
    headers,
    text: reply.text.replaceAll(requestId, 'REQUEST').replaceAll(id, 'ID'),
  };
}

describe('names', () => {
  test('of datasets and jobs of one account are free in the other', async () => {
    expect((await ben.createDataset({ name: 'dogs' })).status).toBe(201);
    expect((await ben.submit(adasConfig)).body.error_code).toBe(42255);
    const cats = trainConfig({ name: 'adas_lora', dataset: 'cats', steps: 5 });
    await ben.readyDataset('cats', { 'a.jpg': picture });
    expect((await ben.submit(cats)).status).toBe(201);
  });

  test('of datasets of another account are unknown in configs, and not proposed', async () => {
    await ada.readyDataset('adas_secret_dataset', { 'a.jpg': picture });
    for (const name of ['adas_secret_dataset', 'adas_secret_datase']) {
      const reply = await ben.submit(trainConfig({ name: 'nosy', dataset: name }));
      expect(reply.body.error_code).toBe(42254);
      expect(reply.text.replaceAll(name, '')).not.toContain('adas_secret');
    }
  });

  test('are not in the lists of the other', async () => {
    const seen = `${(await ben.get(datasets)).text}${(await ben.get(jobs)).text}`;
    expect(seen).not.toContain(adasDataset);
    expect(seen).not.toContain(adasJob);
    expect(seen).not.toContain('adas_secret_dataset');
  });

  test('a cursor of one account shows nothing of it to the other', async () => {
    const eve = server.as('eve');
    const { next_cursor: cursor } = (await ada.get(`${datasets}?limit=1`)).body;
    expect((await eve.get(`${datasets}?cursor=${encodeURIComponent(cursor)}`)).body.datasets).toEqual([]);
  });
});

describe('what a token of the other adds', () => {
  test('a signed link is its own proof: a token neither widens it nor bends it to the other account', async () => {
    const bens = (await ben.createDataset()).body.id;
    const { uploads } = (await ben.sign(bens, { 'a.jpg': picture.length })).body;
    const reply = await ada.call('PUT', uploads['a.jpg'].upload_url, { body: new Uint8Array(picture) });
    expect(reply.status).toBe(204);
    expect((await ben.datasetReaches(bens, 'READY')).body.file_count).toBe(1);
    expect((await ada.datasetStatus(bens)).body.error_code).toBe(40401);
  });

  test('a token of a run opens no call of an account, and a token of an account none of a run', async () => {
    const reply = await ben.call('POST', `/runs/v1/${nobodys}/claim`, { json: {} });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    for (const route of (Object.values(routes) as readonly Route[]).filter(
      ({ access }) => access === 'run',
    )) {
      const answer = await ben.call(route.method, route.path.replace(/\{\w+\}/g, nobodys), { json: {} });
      expect([400, 401, 403, 404]).toContain(answer.status);
    }
  });

  test('the queue of one account says nothing but a number to the other', async () => {
    const running = await ada.submitted(trainConfig({ name: 'long', dataset: 'dogs', steps: 1_000_000 }));
    await ada.jobReaches(running, 'RUNNING');
    const waiting = await ben.submit(trainConfig({ name: 'waiting', dataset: 'cats' }));
    expect(waiting.body).toMatchObject({ status: 'IN_QUEUE', queue_position: 1 });
    expect(waiting.text).not.toContain(running);
  });
});
