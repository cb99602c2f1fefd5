import { describe, expect, test } from 'vitest';
import type { Reply } from '../support/api-client.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { configOf, endless, sampleJobs } from '../support/sample-jobs.ts';
import { waitFor } from '../support/wait-for.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=2,HOPPER_141=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture, 'b.jpg': picture, 'a.txt': 'a dog' });
const { finished, canceled } = sampleJobs(ada);

const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

describe('result', () => {
  test('holds signed artifact URLs and nothing else, of the right types', async () => {
    const { body } = await ada.job(await finished(), 'GET', 'result');
    expect(Object.keys(body).sort()).toEqual([
      'artifacts',
      'error',
      'id',
      'name',
      'optimizer_states',
      'resume',
      'status',
    ]);
    const { checkpoints, samples, config } = body.artifacts;
    expect(Object.keys(body.artifacts).sort()).toEqual(['checkpoints', 'config', 'samples']);
    expect(checkpoints.map((one: { step: number }) => one.step)).toEqual([5, 10]);
    expect(checkpoints.at(-1)).toMatchObject({ filename: 'finished.safetensors', step: 10 });
    expect(samples.length).toBeGreaterThan(0);
    for (const { index, step, prompt } of samples) {
      expect([typeof index, typeof step, prompt]).toEqual(['number', 'number', 'a dog on a beach']);
    }
    const urls = JSON.stringify(body.artifacts).match(/https?:\/\/[^"]+/g) ?? [];
    expect(urls).toHaveLength(checkpoints.length + samples.length + 1);
    for (const url of urls) {
      expect(url).toContain(`${server.url}/links/`);
      expect((await fetch(url)).status).toBe(200);
    }
    const text = await (await fetch(config.path)).text();
    expect(text).toContain('/app/ai-toolkit/output');
    expect(text).toContain('/app/ai-toolkit/datasets/dogs');
    expect(text).not.toContain(server.dataDir);
  });

  test('works in every status, and grows while the job runs', async () => {
    const id = await ada.submitted(
      configOf('growing', { steps: endless, saveEvery: 10, sampleEvery: endless }),
    );
    const early = await ada.job(id, 'GET', 'result');
    expect(early.status).toBe(200);
    const count = async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints.length;
    await waitFor('two checkpoints', async () => (await count()) >= 2, { timeoutMs: 30_000 });
    expect((await ada.job(id, 'GET', 'result')).body.status).toBe('RUNNING');
    await ada.job(id, 'POST', 'cancel');
  });

  const ranges: readonly (readonly [range: string, status: number, from: number, to: number])[] = [
    ['bytes=0-0', 206, 0, 1],
    ['bytes=10-19', 206, 10, 20],
    ['bytes=-5', 206, -5, 0],
    ['bytes=100-', 206, 100, 0],
    ['bytes=0-99999999999', 206, 0, 0],
    ['bytes=-99999999999', 206, 0, 0],
    ['bytes=99999999999-', 416, 0, 0],
    ['bytes=-0', 416, 0, 0],
    ['bytes=5-2', 200, 0, 0],
    ['lines=1-2', 200, 0, 0],
    ['bytes=a-b', 200, 0, 0],
  ];
  for (const [range, status, from, to] of ranges) {
    test(`a link answers ${range} with ${status} and the right bytes`, async () => {
      const [{ path, size_bytes: size }] = (await ada.job(await finished(), 'GET', 'result')).body.artifacts
        .checkpoints;
      const whole = Buffer.from(await (await fetch(path)).arrayBuffer());
      expect(whole.length).toBe(size);
      const answer = await fetch(path, { headers: { range } });
      expect(answer.status).toBe(status);
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (status === 416) {
        expect(answer.headers.get('content-range')).toBe(`bytes */${size}`);
        return;
      }
      const wanted = to === 0 ? whole.subarray(from) : whole.subarray(from, to);
      expect(bytes.equals(wanted)).toBe(true);
      if (status !== 206) return;
      const start = from < 0 ? size + from : from;
      expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${start + wanted.length - 1}/${size}`);
      expect(answer.headers.get('content-length')).toBe(String(wanted.length));
    });
  }

  test('a link that was altered opens nothing', async () => {
    const [{ path }] = (await ada.job(await finished(), 'GET', 'result')).body.artifacts.checkpoints;
    const altered = [
      path.replace(/[^/]+$/, 'other.safetensors'),
      path.replace(/\.[^./]+\/(?=[^/]+$)/, '.AAAA/'),
      path.replace('/links/', '/links/x'),
    ];
    for (const url of altered) expect((await fetch(url)).status).toBe(403);
    expect((await fetch(path, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('logs and metrics', () => {
  test('the log is read in pieces that join to the whole', async () => {
    const id = await finished();
    const whole = (await ada.job(id, 'GET', 'logs')).body;
    expect(whole).toMatchObject({ offset: 0, complete: true });
    expect(whole.text.length).toBeGreaterThan(0);
    let joined = '';
    let offset = 0;
    for (let complete = false; !complete; ) {
      const piece = (await ada.job(id, 'GET', `logs?offset=${offset}&limit=37`)).body;
      expect(piece.offset).toBe(offset);
      joined += piece.text;
      offset = piece.next_offset;
      complete = piece.complete;
    }
    expect(joined).toBe(whole.text);
    expect(whole.text).not.toContain(server.dataDir);
    for (const query of ['offset=-1', 'offset=x', 'limit=0', 'limit=1000001']) {
      expect((await ada.job(id, 'GET', `logs?${query}`)).status, query).toBe(400);
    }
  });

  test('metrics have every step once, in order, and pages join', async () => {
    const id = await finished();
    const all = (await ada.job(id, 'GET', 'metrics')).body;
    expect(all.metrics.map((one: { step: number }) => one.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(all.next_after_step).toBeNull();
    for (const { loss, lr } of all.metrics) expect([loss > 0, lr > 0]).toEqual([true, true]);
    const first = (await ada.job(id, 'GET', 'metrics?limit=4')).body;
    const rest = (await ada.job(id, 'GET', `metrics?after_step=${first.next_after_step}`)).body;
    expect([...first.metrics, ...rest.metrics]).toEqual(all.metrics);
  });
});

describe('the list of jobs', () => {
  test('is newest first, filtered by status, and its pages join without gap or double', async () => {
    await finished();
    await canceled();
    const all = (await ada.get(`${jobs}?limit=1000`)).body.jobs;
    const times = all.map((job: { created_at: string }) => job.created_at);
    expect(times).toEqual(times.toSorted().reverse());
    const paged: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body }: Reply = await ada.get(`${jobs}?limit=2${query}`);
      paged.push(...body.jobs.map((job: { id: string }) => job.id));
      cursor = body.next_cursor;
    }
    expect(paged).toEqual(all.map((job: { id: string }) => job.id));
    const { body } = await ada.get(`${jobs}?status=CANCELED&limit=1000`);
    expect(new Set(body.jobs.map((job: { status: string }) => job.status))).toEqual(new Set(['CANCELED']));
  });
});

describe('deletion', () => {
  test('ends a job for good: it is not found, its links are dead, its name is free', async () => {
    const name = uniqueName('deleted');
    const id = await ada.submitted(configOf(name, { steps: 5 }));
    expect((await ada.job(id, 'DELETE', '')).status).toBe(409);
    await ada.jobReaches(id, 'STOPPED');
    const [{ path }] = (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints;
    const deleted = await waitFor('the job to let itself be deleted', async () => {
      const reply = await ada.job(id, 'DELETE', '');
      return reply.status === 200 && reply;
    });
    expect(deleted.body).toEqual({ id, deleted: true });
    expect((await ada.job(id, 'GET', 'status')).body.error_code).toBe(40451);
    expect((await ada.job(id, 'DELETE', '')).body.error_code).toBe(40451);
    await waitFor('its link to be dead', async () => (await fetch(path)).status === 404);
    expect((await ada.submit(configOf(name, { steps: 5 }))).status).toBe(201);
  });
});
