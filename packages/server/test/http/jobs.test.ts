import { describe, expect, test } from 'vitest';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { configOf, endless, sampleJobs } from '../support/sample-jobs.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=2,HOPPER_141=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture, 'b.jpg': picture, 'a.txt': 'a dog' });
const { finished, canceled } = sampleJobs(ada);

const jobs = '/prod/v1/trainers/ai-toolkit/jobs';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

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
