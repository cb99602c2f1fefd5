import { describe, expect, test } from 'vitest';
import type { Reply } from '../support/api-client.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { type TrainConfigParts, trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=2,HOPPER_141=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture, 'b.jpg': picture, 'a.txt': 'a dog' });

const jobs = '/prod/v1/trainers/ai-toolkit/jobs';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const endless = 1_000_000;

const configOf = (name: string, parts: Partial<TrainConfigParts> = {}) =>
  trainConfig({ name, dataset: 'dogs', ...parts });
const editOf = (text: string) => ({ config_file_format: 'yaml', config_file: text });

/** A job that has run to its end, made once. */
const finished = memoize(async () => {
  const id = await ada.submitted(configOf('finished', { steps: 10 }));
  const reply = await ada.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED');
  expect(reply.body.status, reply.text).toBe('STOPPED');
  await waitFor('its log to be complete', async () => (await ada.job(id, 'GET', 'logs')).body.complete);
  return id;
});

/** A job that was cancelled while it trained, after its first checkpoint; made once. */
const canceled = memoize(async () => {
  const id = await ada.submitted(
    configOf('canceled', { steps: endless, saveEvery: 20, sampleEvery: endless }),
  );
  await waitFor(
    'a checkpoint',
    async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints.length > 0,
    { timeoutMs: 30_000 },
  );
  await ada.job(id, 'POST', 'cancel');
  await ada.jobReaches(id, 'CANCELED');
  return id;
});

function memoize<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

describe('a job', () => {
  test('has every field of the contract from its first answer on', async () => {
    const reply = await ada.submit(configOf('fields', { steps: 7 }));
    expect(reply.status, reply.text).toBe(201);
    const job = reply.body;
    expect(job.id).toMatch(uuid);
    expect(job).toMatchObject({
      name: 'fields',
      gpu_type: 'ADA_80_PLUS',
      gpu_count: 1,
      progress: { current_step: 0, total_steps: 7, percent: 0 },
      finished_at: null,
      error: null,
      status_url: `${server.url}${jobs}/${job.id}/status`,
      result_url: `${server.url}${jobs}/${job.id}/result`,
      cancel_url: `${server.url}${jobs}/${job.id}/cancel`,
    });
    expect(['IN_QUEUE', 'RUNNING']).toContain(job.status);
    expect(job.created_at).toMatch(isoUtc);
    expect(job).toHaveProperty('started_at');
    expect(job).toHaveProperty('queue_position');
    const ended = (await ada.jobReaches(job.id, 'STOPPED')).body;
    expect(ended.progress).toEqual({ current_step: 7, total_steps: 7, percent: 100 });
    expect(ended.started_at >= job.created_at && ended.finished_at >= ended.started_at).toBe(true);
    expect(ended.created_at).toBe(job.created_at);
  });

  test('has absolute URLs with the host that the client named', async () => {
    const id = await finished();
    const port = new URL(server.url).port;
    const reply = await ada.get(`http://localhost:${port}${jobs}/${id}/status`);
    expect(reply.body.status_url).toBe(`http://localhost:${port}${jobs}/${id}/status`);
  });

  test('its own status_url, result_url and cancel_url work as they stand', async () => {
    const { status_url, result_url, cancel_url } = (await ada.job(await finished(), 'GET', 'status')).body;
    expect((await ada.get(status_url)).body.status).toBe('STOPPED');
    expect((await ada.get(result_url)).body.name).toBe('finished');
    expect((await ada.call('POST', cancel_url)).body.status).toBe('STOPPED');
  });
});

describe('the queue', () => {
  test('gives each waiting job its place, and moves up when one ahead of it is cancelled', async () => {
    const hopper = { gpu_type: 'HOPPER_141' };
    const running = await ada.submitted(configOf('queue_0', { steps: endless }), hopper);
    await ada.jobReaches(running, 'RUNNING');
    const waiting: string[] = [];
    for (const n of [1, 2, 3]) {
      const reply = await ada.submit(configOf(`queue_${n}`, { steps: endless }), hopper);
      expect(reply.body).toMatchObject({ status: 'IN_QUEUE', queue_position: n, started_at: null });
      waiting.push(reply.body.id);
    }
    const positions = async () =>
      Promise.all(waiting.map(async (id) => (await ada.job(id, 'GET', 'status')).body.queue_position));
    expect(await positions()).toEqual([1, 2, 3]);
    const listed = (await ada.get(`${jobs}?status=IN_QUEUE`)).body.jobs;
    expect(listed.map((job: { queue_position: number }) => job.queue_position)).toEqual([3, 2, 1]);
    const { body } = await ada.job(waiting[0] ?? '', 'POST', 'cancel');
    expect(body).toMatchObject({ status: 'CANCELED', queue_position: null, started_at: null });
    expect(body.finished_at).toMatch(isoUtc);
    expect(await positions()).toEqual([null, 1, 2]);
    for (const id of [waiting[2], waiting[1], running]) await ada.job(id ?? '', 'POST', 'cancel');
  });
});

describe('cancel', () => {
  test('stops a job that trains; its progress never says finished, and it keeps what it made', async () => {
    const id = await canceled();
    const { progress, finished_at, error } = (await ada.job(id, 'GET', 'status')).body;
    expect(progress.current_step).toBeGreaterThan(0);
    expect(progress.current_step).toBeLessThan(progress.total_steps);
    expect(finished_at).toMatch(isoUtc);
    expect(error).toBeNull();
    const { artifacts } = (await ada.job(id, 'GET', 'result')).body;
    expect(artifacts.checkpoints.length).toBeGreaterThan(0);
    expect((await fetch(artifacts.checkpoints[0].path)).status).toBe(200);
  });

  test('changes nothing on a job that has ended, however often and with whatever body', async () => {
    for (const id of [await finished(), await canceled()]) {
      const before = (await ada.job(id, 'GET', 'status')).body;
      for (const options of [{}, { json: {} }, { body: '' }, { json: { reason: 'x' } }]) {
        const reply = await ada.call('POST', `${jobs}/${id}/cancel`, options);
        expect([reply.status, reply.body]).toEqual([200, before]);
      }
    }
  });

  test('of ten at the same moment all answer 200 with the job', async () => {
    const id = await ada.submitted(configOf(uniqueName('ten'), { steps: endless }));
    await ada.jobSteps(id);
    const replies = await Promise.all(Array.from({ length: 10 }, () => ada.job(id, 'POST', 'cancel')));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    await ada.jobReaches(id, 'CANCELED');
  });
});

describe('resume', () => {
  test('goes on under the same id from the highest-step checkpoint, and keeps started_at', async () => {
    const id = await ada.submitted(
      configOf('resumed', { steps: endless, saveEvery: 10, sampleEvery: endless }),
    );
    await waitFor(
      'a checkpoint',
      async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
      {
        timeoutMs: 30_000,
      },
    );
    await ada.job(id, 'POST', 'cancel');
    const before = (await ada.jobReaches(id, 'CANCELED')).body;
    const steps = (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints.map(
      (one: { step: number }) => one.step,
    );
    const last = Math.max(...steps);
    const edited = await ada.job(id, 'POST', 'edit', editOf(configOf('resumed', { steps: last + 20 })));
    expect(edited.body, edited.text).toMatchObject({
      status: 'CANCELED',
      progress: { total_steps: last + 20 },
    });
    const resumed = await ada.job(id, 'POST', 'resume', {});
    expect(resumed.status, resumed.text).toBe(200);
    expect(resumed.body).toMatchObject({
      id,
      finished_at: null,
      error: null,
      resumed_from_step: last,
      started_at: before.started_at,
      run_number: 2,
    });
    expect(resumed.body.progress.current_step).toBeGreaterThanOrEqual(last);
    const ended = (await ada.jobReaches(id, 'STOPPED', 'FAILED')).body;
    expect(ended).toMatchObject({
      status: 'STOPPED',
      progress: { current_step: last + 20, total_steps: last + 20 },
      started_at: before.started_at,
    });
  }, 60_000);

  test('of a job that never started begins at step 0', async () => {
    const blocker = await ada.submitted(configOf(uniqueName('blocker'), { steps: endless }), {
      gpu_type: 'HOPPER_141',
    });
    const id = await ada.submitted(configOf('never', { steps: 5 }), { gpu_type: 'HOPPER_141' });
    await ada.job(id, 'POST', 'cancel');
    const resumed = (await ada.job(id, 'POST', 'resume', { gpu_type: 'ADA_80_PLUS', gpu_count: 8 })).body;
    expect(resumed).toMatchObject({
      gpu_type: 'ADA_80_PLUS',
      gpu_count: 8,
      progress: { current_step: 0, total_steps: 5 },
    });
    expect((await ada.jobReaches(id, 'STOPPED', 'FAILED')).body.progress.current_step).toBe(5);
    await ada.job(blocker, 'POST', 'cancel');
  });

  test('of ten at the same moment one makes a run, and the others are told 42267', async () => {
    const id = await canceled();
    const replies = await Promise.all(Array.from({ length: 10 }, () => ada.job(id, 'POST', 'resume')));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(422)]);
    for (const { status, body } of replies) if (status === 422) expect(body.error_code).toBe(42267);
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
  });

  test('is refused while the job waits, runs, or has failed', async () => {
    const id = await ada.submitted(configOf(uniqueName('busy'), { steps: endless }));
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    await ada.jobReaches(id, 'RUNNING');
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    await ada.job(id, 'POST', 'cancel');
  });
});

describe('edit', () => {
  test('replaces the config of a job that has ended, and a refused one changes nothing', async () => {
    const id = await ada.submitted(configOf('editable', { steps: 5 }));
    await ada.jobReaches(id, 'STOPPED');
    const before = (await ada.job(id, 'GET', 'status')).body;
    for (const parts of [{ lr: '0' }, { dataset: 'nowhere' }, { arch: null }]) {
      expect((await ada.job(id, 'POST', 'edit', editOf(configOf('editable', parts)))).status).toBe(422);
      expect((await ada.job(id, 'GET', 'status')).body).toEqual(before);
    }
    const edited = await ada.job(id, 'POST', 'edit', editOf(configOf('editable', { steps: 9 })));
    expect(edited.status, edited.text).toBe(200);
    expect(edited.body).toMatchObject({ id, status: 'STOPPED', progress: { total_steps: 9 } });
    expect(edited.body.progress.current_step).toBeLessThan(9);
    await ada.job(id, 'POST', 'resume');
    expect((await ada.jobReaches(id, 'STOPPED')).body.progress).toMatchObject({
      current_step: 9,
      total_steps: 9,
    });
  });

  test('is refused while a job waits or runs, and never renames', async () => {
    const id = await ada.submitted(configOf('running_edit', { steps: endless }));
    const same = editOf(configOf('running_edit', { steps: 5 }));
    expect((await ada.job(id, 'POST', 'edit', same)).body.error_code).toBe(42276);
    await ada.jobReaches(id, 'RUNNING');
    expect((await ada.job(id, 'POST', 'edit', same)).body.error_code).toBe(42276);
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    const renamed = editOf(configOf('other_name', { steps: 5 }));
    expect((await ada.job(id, 'POST', 'edit', renamed)).body.error_code).toBe(42277);
    expect((await ada.job(id, 'GET', 'status')).body.name).toBe('running_edit');
  });
});

describe('a job that fails', () => {
  test('says TRAINING_ERROR and why, keeps what it made, is edited to STOPPED and then resumed', async () => {
    const name = uniqueName('fails');
    const id = await ada.submitted(configOf(name, { steps: endless, saveEvery: 10, sampleEvery: endless }));
    await waitFor(
      'a checkpoint',
      async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
      {
        timeoutMs: 30_000,
      },
    );
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    // A rank that does not fit the checkpoint to resume from is what the trainer finds out by itself.
    const other = configOf(name, { steps: endless }).replace('linear: 4', 'linear: 8');
    expect((await ada.job(id, 'POST', 'edit', editOf(other))).status).toBe(200);
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
    const failed = (await ada.jobReaches(id, 'FAILED', 'STOPPED')).body;
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'TRAINING_ERROR' } });
    expect(failed.error.message.length).toBeGreaterThan(10);
    expect(failed.error.message).not.toContain(server.dataDir);
    expect(failed.progress.current_step).toBeLessThan(failed.progress.total_steps);
    const result = (await ada.job(id, 'GET', 'result')).body;
    expect(result.error).toEqual(failed.error);
    expect(result.artifacts.checkpoints.length).toBeGreaterThan(0);
    expect((await ada.job(id, 'POST', 'resume')).body.error_code).toBe(42267);
    const last = Math.max(...result.artifacts.checkpoints.map((one: { step: number }) => one.step));
    const good = editOf(configOf(name, { steps: last + 5 }));
    expect((await ada.job(id, 'POST', 'edit', good)).body).toMatchObject({ status: 'STOPPED', error: null });
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
    expect((await ada.jobReaches(id, 'STOPPED', 'FAILED')).body).toMatchObject({
      status: 'STOPPED',
      error: null,
    });
  }, 60_000);
});

describe('result', () => {
  test('holds signed artifact URLs and nothing else, of the right types', async () => {
    const { body } = await ada.job(await finished(), 'GET', 'result');
    expect(Object.keys(body).sort()).toEqual(['artifacts', 'error', 'id', 'name', 'status']);
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
