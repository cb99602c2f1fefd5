import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type RouteId, routes } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../support/api-client.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { type FaultyServer, startFaultyServer } from '../support/faulty-server.ts';
import { type Call, captioningCalls, datasetCalls, editBody, jobCalls } from '../support/route-calls.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

/*
 * Every code that datasets, jobs and links declare is provoked over HTTP here, on every route that declares it;
 * the last test fails when one was not. The rules about models (42257 to 42272, 42299) have their own tests.
 */

const server = await sharedServer();
const ada = server.as('ada');
const nobodys = 'b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0';
const datasets = '/prod/v1/trainers/datasets';
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

/** Elsewhere the size of a running process's files cannot be limited from outside. */
const isLinux = process.platform === 'linux';

const provoked = new Set<string>();

/** Holds an answer against a code, and notes that this route has given it. */
function expectError(route: RouteId, code: number, reply: Reply): void {
  expect(reply.body.error_code, `${route}: ${reply.text}`).toBe(code);
  expect(reply.status).toBe(Math.floor(code / 100));
  expect(reply.body.doc_url).toMatch(new RegExp(`^http://[^/]+/errors/${code}$`));
  expect(reply.body.error_message).toMatch(/\S \S.*\.$/s);
  provoked.add(`${route} ${code}`);
}

describe('ids', () => {
  for (const [route, call] of Object.entries(datasetCalls) as [RouteId, Call][]) {
    test(`${route} tells an id that is no UUID from one of no dataset`, async () => {
      for (const id of ['dogs', '123', `${nobodys}0`, encodeURIComponent('../../jobs')]) {
        expectError(route, 40001, await call(ada, id));
      }
      expectError(route, 40401, await call(ada, nobodys));
      const { id } = (await ada.createDataset()).body;
      await ada.call('DELETE', `${datasets}/${id}`);
      expectError(route, 40401, await call(ada, id));
      expectError(route, 40401, await call(ada, id.toUpperCase()));
    });
  }

  for (const [route, call] of Object.entries(jobCalls) as [RouteId, Call][]) {
    test(`${route} tells an id that is no UUID from one of no job`, async () => {
      if (route === 'editJob') await readyDogs();
      for (const id of ['my_lora', '123', `${nobodys}0`]) expectError(route, 40051, await call(ada, id));
      expectError(route, 40451, await call(ada, nobodys));
    });
  }
});

let dogs: Promise<string> | null = null;

/** The dataset `dogs`, made once. */
function readyDogs(): Promise<string> {
  dogs ??= ada.readyDataset('dogs', { 'a.jpg': picture });
  return dogs;
}

describe('datasets', () => {
  test('40901: a name that is taken', async () => {
    const name = uniqueName('twice');
    await ada.createDataset({ name });
    expectError('createDataset', 40901, await ada.createDataset({ name }));
  });

  test('42201: what cannot be a name', async () => {
    expectError('createDataset', 42201, await ada.createDataset({ name: 'my dogs' }));
  });

  test('42202: what cannot be the name of a file', async () => {
    const { id } = (await ada.createDataset()).body;
    expectError('uploadDatasetFile', 42202, await ada.upload(id, 'a.gif', picture));
    expectError('getUploadEndpoint', 42202, await ada.sign(id, { 'a.gif': 5 }));
  });

  test('42203: a file that is too large', async () => {
    const { id } = (await ada.createDataset()).body;
    const zeros = new Blob(Array.from({ length: 15 }, () => new Uint8Array(10_000_001)));
    const form = new FormData();
    form.append('file', zeros, 'a.mp4');
    expectError(
      'uploadDatasetFile',
      42203,
      await ada.call('POST', `${datasets}/${id}/upload`, { body: form }),
    );
    expectError('getUploadEndpoint', 42203, await ada.sign(id, { 'a.mp4': 5_000_000_001 }));
  });

  test('42204 and 50004: a dataset that FAILED takes no more files and says why it failed', async () => {
    const { id } = (await ada.createDataset()).body;
    const { uploads } = (await ada.sign(id, { 'late.jpg': picture.length })).body;
    await ada.upload(id, 'broken.jpg', 'this is no picture');
    const failed = await ada.datasetReaches(id, 'FAILED');
    expect(failed.body.error).toEqual({
      code: 50004,
      name: 'DATASET_PROCESSING_FAILED',
      message: expect.stringContaining('broken.jpg'),
    });
    expectError('uploadDatasetFile', 42204, await ada.upload(id, 'a.jpg', picture));
    expectError('getUploadEndpoint', 42204, await ada.sign(id, { 'a.jpg': 5 }));
    const captions = { captions: { 'a.txt': 'a dog' } };
    expectError(
      'putDatasetCaptions',
      42204,
      await ada.call('PUT', `${datasets}/${id}/captions`, { json: captions }),
    );
    const body = new Uint8Array(picture);
    expectError(
      'putLinkedObject',
      42204,
      await server.anonymous().call('PUT', uploads['late.jpg'].upload_url, { body }),
    );
  });

  test('42205: a map of no files', async () => {
    const { id } = (await ada.createDataset()).body;
    for (const map of [
      {},
      null,
      [],
      'a.jpg',
      undefined,
      { 'a.jpg': '5' },
      { 'a.jpg': 1.5 },
      { 'a.jpg': -1 },
    ]) {
      expectError('getUploadEndpoint', 42205, await ada.sign(id, map));
    }
  });

  test('42252, 42255 and 42298: a GPU, a dataset and a model that cannot be captioned with', async () => {
    const draft = await ada.readyDataset(uniqueName('captioned'), { 'a.jpg': picture });
    const start = (body: object) => ada.post(`${datasets}/${draft}/captionings`, body);
    expectError('startCaptioning', 42252, await start({ gpu_type: 'TURING_16' }));
    expectError('startCaptioning', 42252, await start({ gpu_id: '#9' }));
    for (const model of ['/etc', '../x', 'gpt', 'a/b/c']) {
      expectError('startCaptioning', 42298, await start({ model }));
    }
    await ada.upload(draft, 'broken.jpg', 'this is no picture');
    await ada.datasetReaches(draft, 'FAILED');
    expectError('startCaptioning', 42255, await start({}));
  });

  test('40401: a dataset that is deleted while bytes arrive over a signed link', async () => {
    const { id } = (await ada.createDataset()).body;
    const { uploads } = (await ada.sign(id, { 'a.txt': 10 })).body;
    const url = new URL(uploads['a.txt'].upload_url);
    const socket = connect(Number(url.port), url.hostname);
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(`PUT ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 10\r\n\r\nhello`);
    await waitFor('the bytes to arrive', () => readdirSync(join(server.dataDir, 'objects/tmp')).length > 0);
    expect((await ada.call('DELETE', `${datasets}/${id}`)).status).toBe(200);
    socket.write('world');
    await waitFor('the answer', () => answer.includes('}'));
    socket.destroy();
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    const reply = { status: Number(answer.split(' ')[1]), headers: new Headers(), text: answer, body };
    expectError('putLinkedObject', 40401, reply);
  });
});

describe('jobs', () => {
  const refusals: readonly (readonly [code: number, what: string, body: (name: string) => object])[] = [
    [42251, 'another format', () => ({ ...editBody, gpu_type: 'ADA_80_PLUS', config_file_format: 'json' })],
    [42252, 'a GPU that is not here', () => ({ ...editBody, gpu_type: 'TURING_16' })],
    [42273, 'two GPUs', () => ({ ...editBody, gpu_type: 'ADA_80_PLUS', gpu_count: 2 })],
    [42253, 'text that is no YAML', () => config('job: "')],
    [42275, 'no architecture', (name) => config(trainConfig({ name, dataset: 'dogs', arch: null }))],
    [42262, 'a name with a space', () => config(trainConfig({ name: 'my lora', dataset: 'dogs' }))],
    [42254, 'an unknown dataset', (name) => config(trainConfig({ name, dataset: 'nowhere' }))],
    [42255, 'an empty dataset', (name) => config(trainConfig({ name, dataset: 'draft' }))],
    [42256, 'a dataset of captions', (name) => config(trainConfig({ name, dataset: 'captions' }))],
    [42274, 'a rate of zero', (name) => config(trainConfig({ name, dataset: 'dogs', lr: '0' }))],
    [42298, 'another kind of job', (name) => config(trainConfig({ name, dataset: 'dogs', job: 'train' }))],
  ];
  const config = (text: string) => ({
    config_file_format: 'yaml',
    config_file: text,
    gpu_type: 'ADA_80_PLUS',
  });
  let edited: Promise<string> | null = null;

  async function editableJob(): Promise<string> {
    edited ??= (async () => {
      await readyDogs();
      await ada.createDataset({ name: 'draft' });
      await ada.readyDataset('captions', { 'a.txt': 'a dog' });
      const id = await ada.submitted(trainConfig({ name: 'edited', dataset: 'dogs', steps: 5000 }));
      expect((await ada.job(id, 'POST', 'cancel')).status).toBe(200);
      await ada.jobReaches(id, 'CANCELED');
      return id;
    })();
    return edited;
  }

  for (const [code, what, body] of refusals) {
    test(`${code}: ${what} is refused by submit and by edit, and found by validate`, async () => {
      const id = await editableJob();
      expectError('submitJob', code, await ada.post(jobs, body('submitted')));
      expectError('editJob', code, await ada.job(id, 'POST', 'edit', body('edited')));
      const { valid, findings } = (await ada.post(`${jobs}/validate`, body('submitted'))).body;
      expect(valid).toBe(false);
      expect(findings[0].code).toBe(code);
    });
  }

  test('40951: a name that another job has', async () => {
    await editableJob();
    expectError('submitJob', 40951, await ada.submit(trainConfig({ name: 'edited', dataset: 'dogs' })));
  });

  test('42276, 42277 and 42267: what a job that runs, or was stopped, does not allow', async () => {
    const id = await editableJob();
    const renamed = config(trainConfig({ name: 'renamed', dataset: 'dogs' }));
    expectError('editJob', 42277, await ada.job(id, 'POST', 'edit', renamed));
    expectError('resumeJob', 42252, await ada.job(id, 'POST', 'resume', { gpu_type: 'TURING_16' }));
    expectError('resumeJob', 42273, await ada.job(id, 'POST', 'resume', { gpu_count: 4 }));
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
    expectError('resumeJob', 42267, await ada.job(id, 'POST', 'resume'));
    const same = config(trainConfig({ name: 'edited', dataset: 'dogs' }));
    expectError('editJob', 42276, await ada.job(id, 'POST', 'edit', same));
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
  });

  test('42254, 42255 and 42256: a job is not resumed on a dataset that was deleted, changed or emptied', async () => {
    const name = uniqueName('gone');
    const dataset = await ada.readyDataset(name, { 'a.jpg': picture, 'a.txt': 'a dog' });
    const id = await ada.submitted(trainConfig({ name, dataset: name, steps: 5000 }));
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    await ada.call('DELETE', `${datasets}/${dataset}/files/a.jpg`);
    expectError('resumeJob', 42256, await ada.job(id, 'POST', 'resume'));
    await ada.call('DELETE', `${datasets}/${dataset}/files/a.txt`);
    expectError('resumeJob', 42255, await ada.job(id, 'POST', 'resume'));
    await ada.call('DELETE', `${datasets}/${dataset}`);
    expectError('resumeJob', 42254, await ada.job(id, 'POST', 'resume'));
  });
});

describe('faults of the machine', () => {
  test('50003: the folder of a dataset is no folder any more', async () => {
    const id = await ada.readyDataset(uniqueName('unlistable'), { 'a.jpg': picture });
    const folder = join(server.dataDir, 'objects/files/datasets', id);
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, '');
    const reply = await ada.datasetStatus(id);
    expectError('getDatasetStatus', 50003, reply);
    expectNoLeak(reply, server.dataDir);
    expect(server.log.some((line) => line['requestId'] === reply.body.request_id)).toBe(true);
  });

  test.skipIf(!isLinux)('50002: the disk is full while a file arrives', async () => {
    const faulty = await startFaultyServer();
    const { id } = (await faulty.ada.createDataset()).body;
    const bytes = new Uint8Array(9_000_000);
    const { uploads } = (await faulty.ada.sign(id, { 'b.mp4': bytes.length })).body;
    faulty.limitFiles(8_000_000);
    await expectFault('uploadDatasetFile', 50002, await faulty.ada.upload(id, 'a.mp4', bytes), faulty);
    const put = await faulty.ada.call('PUT', uploads['b.mp4'].upload_url, { body: bytes });
    await expectFault('putLinkedObject', 50002, put, faulty);
    expect(readdirSync(join(faulty.dataDir, 'objects/tmp'))).toEqual([]);
    faulty.limitFiles(null);
    expect((await faulty.ada.datasetStatus(id)).body.files).toEqual([]);
    expect((await faulty.ada.upload(id, 'a.jpg', picture)).status).toBe(200);
  });

  test('50002: captions cannot be stored, and none of them is a file afterwards', async () => {
    const faulty = await startFaultyServer();
    const { id } = (await faulty.ada.createDataset()).body;
    const folder = join(faulty.dataDir, 'objects/tmp');
    renameSync(folder, `${folder}.away`);
    const captions = { captions: { 'a.txt': 'a dog', 'b.txt': 'a cat' } };
    const write = () => faulty.ada.call('PUT', `${datasets}/${id}/captions`, { json: captions });
    await expectFault('putDatasetCaptions', 50002, await write(), faulty);
    expect((await faulty.ada.datasetStatus(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    renameSync(`${folder}.away`, folder);
    expect((await write()).status).toBe(200);
    expect((await faulty.ada.datasetStatus(id)).body).toMatchObject({ status: 'READY', file_count: 2 });
  });

  test.skipIf(!isLinux)(
    '50001, 50051 and 50052: the database cannot be written, because the disk is full',
    async () => {
      const faulty = await startFaultyServer();
      const { ada: client } = faulty;
      const dataset = await client.readyDataset('dogs', { 'a.jpg': picture });
      const ended = await client.submitted(trainConfig({ name: 'ended', dataset: 'dogs', steps: 5000 }));
      await client.job(ended, 'POST', 'cancel');
      await client.jobReaches(ended, 'CANCELED');
      await waitFor('the run to be closed', async () => {
        const { body } = await client.job(ended, 'GET', 'logs');
        return body.complete;
      });
      const editEnded = {
        config_file_format: 'yaml',
        config_file: trainConfig({ name: 'ended', dataset: 'dogs', steps: 20 }),
      };
      faulty.limitFiles(0);
      const expectFailure = async (route: RouteId, code: number, call: Promise<Reply>) =>
        expectFault(route, code, await call, faulty);
      await expectFailure('createDataset', 50001, client.createDataset({ name: 'cats' }));
      await expectFailure('createDataset', 50001, client.createDataset({}, { 'idempotency-key': 'k' }));
      await expectFailure('uploadDatasetFile', 50001, client.upload(dataset, 'b.jpg', picture));
      await expectFailure('getUploadEndpoint', 50001, client.sign(dataset, { 'b.jpg': 5 }));
      const file = `${datasets}/${dataset}/files/a.jpg`;
      await expectFailure('deleteDatasetFile', 50001, client.call('DELETE', file));
      await expectFailure('deleteDataset', 50001, client.call('DELETE', `${datasets}/${dataset}`));
      const another = trainConfig({ name: 'another', dataset: 'dogs' });
      await expectFailure('submitJob', 50052, client.submit(another));
      await expectFailure('submitJob', 50051, client.submit(another, {}, { 'idempotency-key': 'k' }));
      await expectFailure('editJob', 50051, client.job(ended, 'POST', 'edit', editEnded));
      await expectFailure('resumeJob', 50051, client.job(ended, 'POST', 'resume'));
      await expectFailure('deleteJob', 50051, client.job(ended, 'DELETE', ''));
      const ready = await client.get('/readyz');
      expect(ready.status).toBe(503);
      expect(ready.body.ready).toBe(false);

      // With room again everything works, and nothing of what failed has been done.
      faulty.limitFiles(null);
      await waitFor('the server to be ready', async () => (await client.get('/readyz')).status === 200);
      expect((await client.createDataset({ name: 'cats' })).status).toBe(201);
      expect((await client.datasetStatus(dataset)).body).toMatchObject({ status: 'READY', file_count: 1 });
      expect((await client.get(jobs)).body.jobs).toHaveLength(1);
      expect((await client.job(ended, 'GET', 'status')).body).toMatchObject({
        status: 'CANCELED',
        progress: { total_steps: 5000 },
      });
      const taken = await client.submit(another, {}, { 'idempotency-key': 'k' });
      expect(taken.status, taken.text).toBe(201);
      await client.jobReaches(taken.body.id, 'STOPPED');
      await waitFor(
        'its processes to end',
        async () => (await client.job(taken.body.id, 'GET', 'logs')).body.complete,
      );
    },
  );

  test('50001 and 50051: the tables are gone', async () => {
    const faulty = await startFaultyServer();
    const dataset = (await faulty.ada.createDataset()).body.id;
    faulty.sql('alter table datasets rename to datasets_away; alter table jobs rename to jobs_away');
    const calls = Object.entries(datasetCalls) as [RouteId, Call][];
    for (const [route, call] of calls)
      await expectFault(route, 50001, await call(faulty.ada, dataset), faulty);
    for (const [route, call] of Object.entries(captioningCalls) as [RouteId, Call][])
      await expectFault(route, 50001, await call(faulty.ada, nobodys), faulty);
    await expectFault('createDataset', 50001, await faulty.ada.createDataset(), faulty);
    await expectFault('listDatasets', 50001, await faulty.ada.get(datasets), faulty);
    for (const [route, call] of Object.entries(jobCalls) as [RouteId, Call][]) {
      await expectFault(route, 50051, await call(faulty.ada, nobodys), faulty);
    }
    const config = trainConfig({ name: 'lora', dataset: 'dogs' });
    await expectFault('listJobs', 50051, await faulty.ada.get(jobs), faulty);
    await expectFault('submitJob', 50051, await faulty.ada.submit(config), faulty);
    await expectFault('validateJob', 50051, await faulty.ada.validate(config), faulty);
    const facts = await faulty.ada.post(`${jobs}/facts`, { config_file: config });
    await expectFault('getConfigFacts', 50051, facts, faulty);
    faulty.sql('alter table datasets_away rename to datasets; alter table jobs_away rename to jobs');
    expect((await faulty.ada.datasetStatus(dataset)).status).toBe(200);
  });

  test('a failure outside datasets and jobs says as little: 500 without a code', async () => {
    const faulty = await startFaultyServer();
    faulty.sql('alter table secrets rename to secrets_away');
    const reply = await faulty.ada.get('/prod/v1/trainers/secrets');
    expect(reply.status).toBe(500);
    expect(reply.body).toMatchObject({ error_code: null, doc_url: null });
    expectNoLeak(reply, faulty.dataDir);
  });
});

async function expectFault(route: RouteId, code: number, reply: Reply, faulty: FaultyServer): Promise<void> {
  expectError(route, code, reply);
  expectNoLeak(reply, faulty.dataDir);
  await waitFor('the request id to be in the log', () => faulty.log().includes(reply.body.request_id));
}

/** A 5xx says what failed for the client, and nothing of how the server is made. */
function expectNoLeak(reply: Reply, dataDir: string): void {
  const shown = reply.body.error_message;
  expect(shown).not.toMatch(
    /sqlite|\b(select|insert|update|table|from)\b|EFBIG|ENOTDIR|errno|node_modules|\bat .*:\d+/i,
  );
  expect(reply.text).not.toContain(dataDir);
  expect(reply.text).not.toContain('objects/');
}

describe('what was provoked', () => {
  /** Rules about models, and those of our own number for crashes, are provoked by the tests of preflight. */
  const ofPreflight = (code: number) =>
    (code >= 42257 && code <= 42272 && code !== 42262 && code !== 42267) || code === 42299;
  /** A resume checks the config that is stored, which had none of these when it was taken. */
  const notByResume: readonly number[] = [42251, 42253, 42262, 42274, 42275, 42298];

  test.skipIf(!isLinux)('every code that a route declares was given by that route', () => {
    const declared = Object.values(routes).flatMap(({ id, errors }) =>
      (errors as readonly number[])
        .filter((code) => !ofPreflight(code) && !(id === 'resumeJob' && notByResume.includes(code)))
        .map((code) => `${id} ${code}`),
    );
    expect(declared.filter((pair) => !provoked.has(pair))).toEqual([]);
  });
});
