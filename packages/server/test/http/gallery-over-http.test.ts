import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { picture, sharedServer } from '../support/build-server.ts';
import { configOf } from '../support/sample-jobs.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
const clip = readFileSync(new URL('../fixtures/media/clip.mp4', import.meta.url));
const dogs = await ada.readyDataset('dogs', { 'a.jpg': picture, 'clip.mp4': clip, 'a.txt': 'a dog' });
const base = `/prod/v1/trainers/datasets/${dogs}`;

test('a video of a dataset can be sought in: its file answers ranges', async () => {
  const { file_url: path } = (await ada.get(`${base}/items?filter=videos`)).body.items[0];
  const answer = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${ada.token}`, range: 'bytes=10-19' },
  });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-type')).toBe('video/mp4');
  expect(answer.headers.get('content-range')).toBe(`bytes 10-19/${clip.length}`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(clip.subarray(10, 20));
});

test('what a gallery shows answers as the contract says, through the whole server', async () => {
  const { items } = (await ada.get(`${base}/items?search=dog`)).body;
  expect(items).toHaveLength(1);
  const thumbnail = await ada.get(items[0].thumbnail_url);
  expect(thumbnail.status).toBe(200);
  expect(thumbnail.headers.get('cache-control')).toContain('immutable');
  expect((await ada.get(`${base}/facts`)).body).toMatchObject({ images: 1, videos: 1, captions: 1 });
  const captions = { captions: { 'clip.txt': 'a film' } };
  expect((await ada.call('PUT', `${base}/captions`, { json: captions })).status).toBe(200);
  expect((await ada.get('/prod/v1/trainers/datasets')).body.datasets.at(-1).captions).toBe(2);
  const facts = await ada.post('/prod/v1/trainers/ai-toolkit/jobs/facts', { config_file: configOf('new') });
  expect(facts.body.facts.datasets.dogs).toMatchObject({ status: 'READY', images: 1, videos: 1 });
});

test('the queue and the GPUs answer as the contract says, and show another account nothing of a job', async () => {
  await ada.readyDataset('pictures', { 'a.jpg': picture });
  const id = await ada.submitted(configOf('long', { dataset: 'pictures', steps: 1_000_000 }));
  await ada.jobReaches(id, 'RUNNING');
  const mine = await ada.get('/prod/v1/trainers/gpus');
  expect(mine.body.gpus[0]).toMatchObject({ state: 'leased', job: { id, name: 'long' } });
  expect((await ada.get('/prod/v1/trainers/queue')).body.running[0].id).toBe(id);
  const ben = server.as('ben');
  for (const path of ['gpus', 'queue']) {
    const foreign = await ben.get(`/prod/v1/trainers/${path}`);
    expect(foreign.status).toBe(200);
    expect(foreign.text).not.toContain(id);
    expect(foreign.text).not.toContain('long');
  }
  expect((await ada.job(id, 'GET', 'gpu-readings')).body).toEqual({ readings: [], next_after: null });
});
