import { expect, test } from 'vitest';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

const server = await sharedServer();
const ada = server.as('ada');
const datasets = '/prod/v1/trainers/datasets';
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

test('a repeated key gets the first answer, byte for byte, and makes nothing', async () => {
  const first = await ada.createDataset({ name: 'once' }, { 'idempotency-key': 'k1' });
  const again = await ada.createDataset({ name: 'once' }, { 'idempotency-key': 'k1' });
  expect(again.status).toBe(201);
  expect(again.text).toBe(first.text);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect((await ada.get(datasets)).body.datasets).toHaveLength(1);
});

test('a key is refused for another body and for another call', async () => {
  await ada.createDataset({ name: 'first' }, { 'idempotency-key': 'k2' });
  const other = await ada.createDataset({ name: 'second' }, { 'idempotency-key': 'k2' });
  expect([other.status, other.body.error_code]).toEqual([422, null]);
  expect(other.body.error_message).toContain('k2');
  const elsewhere = await ada.post(jobs, { name: 'first' }, { 'idempotency-key': 'k2' });
  expect(elsewhere.status).toBe(422);
  expect(elsewhere.body.error_code).toBeNull();
});

test('a key belongs to its account', async () => {
  const mine = await ada.createDataset({ name: 'shared' }, { 'idempotency-key': 'k3' });
  const theirs = await server.as('ben').createDataset({ name: 'shared' }, { 'idempotency-key': 'k3' });
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

test('a submission that is repeated with its key is one job', async () => {
  await ada.readyDataset('dogs', { 'a.jpg': picture });
  const config = trainConfig({ name: 'once', dataset: 'dogs' });
  const first = await ada.submit(config, {}, { 'idempotency-key': 'k4' });
  expect(first.status, first.text).toBe(201);
  const again = await ada.submit(config, {}, { 'idempotency-key': 'k4' });
  expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  expect((await ada.submit(config)).body.error_code).toBe(40951);
});

test('of requests with one key at the same moment one does the work; the others wait their turn or get its answer', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => ada.createDataset({}, { 'idempotency-key': 'k5' })),
  );
  for (const { status } of replies) expect([201, 409]).toContain(status);
  const ids = new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id));
  expect(ids.size).toBe(1);
  for (const { status, body } of replies) if (status === 409) expect(body.error_code).toBeNull();
});

test('what was refused is not kept: the key can be used for a better request', async () => {
  expect((await ada.createDataset({ name: 'my dogs' }, { 'idempotency-key': 'k6' })).status).toBe(422);
  expect((await ada.createDataset({ name: 'my_dogs' }, { 'idempotency-key': 'k6' })).status).toBe(201);
});

test('signed URLs that are asked for again with their key are the same', async () => {
  const { id } = (await ada.createDataset()).body;
  const ask = () =>
    ada.post(
      `${datasets}/${id}/get-upload-endpoint`,
      { filenameToByteSize: { 'a.jpg': 5 } },
      { 'idempotency-key': 'k7' },
    );
  expect((await ask()).text).toBe((await ask()).text);
});

test('a key that is empty or too long is refused', async () => {
  for (const key of ['', 'x'.repeat(256)]) {
    const reply = await ada.createDataset({}, { 'idempotency-key': key });
    expect([reply.status, reply.body.error_code]).toEqual([400, null]);
  }
  expect((await ada.createDataset({}, { 'idempotency-key': 'x'.repeat(255) })).status).toBe(201);
});
