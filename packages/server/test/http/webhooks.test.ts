import { describe, expect, test } from 'vitest';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';
import { isFrom, startReceiver } from '../support/webhook-receiver.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=2' });
const ada = server.as('ada');
const ben = server.as('ben');
const base = '/prod/v1/trainers/webhooks';

async function register(url: string, events?: readonly string[]) {
  const reply = await ada.post(base, { url, ...(events === undefined ? {} : { events }) });
  expect(reply.status, reply.text).toBe(201);
  return reply.body as { id: string; secret: string; url: string; events: string[] };
}

describe('webhooks of an account', () => {
  test('are registered, listed without their secret, and removed', async () => {
    const webhook = await register('http://127.0.0.1:9/hook', ['job.finished', 'job.started']);
    expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook.events).toEqual(['job.started', 'job.finished']);
    const list = await ada.get(base);
    const { secret, ...shown } = webhook;
    expect(list.body.webhooks).toEqual([shown]);
    expect(list.text).not.toContain(secret);
    expect((await ada.call('DELETE', `${base}/${webhook.id}`)).body).toEqual({
      id: webhook.id,
      deleted: true,
    });
    expect((await ada.get(base)).body.webhooks).toEqual([]);
  });

  test('hear everything where no events are named', async () => {
    const webhook = await register('https://example.com/hook');
    expect(webhook.events).toHaveLength(5);
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  const refusals: readonly (readonly [url: string, reason: RegExp])[] = [
    ['hook', /is not a URL/],
    ['ftp://example.com/hook', /does not begin with/],
    ['file:///etc/passwd', /does not begin with/],
    ['https://ada:secret@example.com/', /user name or password/],
    ['http://169.254.169.254/latest/meta-data', /link-local/],
    ['http://2852039166/', /link-local/],
    ['http://100.100.100.200/latest/meta-data', /metadata/],
    ['http://168.63.129.16/', /metadata/],
    ['http://[fe80::1]/', /link-local/],
    ['http://[::ffff:169.254.169.254]/', /link-local/],
  ];
  for (const [url, reason] of refusals) {
    test(`${url} is refused with the reason`, async () => {
      const reply = await ada.post(base, { url });
      expect(reply.status).toBe(422);
      expect(reply.body.error_message).toMatch(reason);
      expect(reply.text).not.toContain('secret');
    });
  }

  test('need an address and events that there are', async () => {
    for (const body of [
      {},
      { url: 5 },
      { url: 'http://a', events: [] },
      { url: 'http://a', events: ['x'] },
    ]) {
      expect((await ada.post(base, body)).status).toBe(400);
    }
  });

  test('of another account do not exist', async () => {
    const { id } = await register('http://127.0.0.1:9/hook');
    const missing = 'b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0';
    const calls = [
      ['DELETE', ''],
      ['GET', '/deliveries'],
      ['POST', '/test'],
      ['POST', `/deliveries/msg_${missing}/resend`],
    ] as const;
    for (const [method, action] of calls) {
      const foreign = await ben.call(method, `${base}/${id}${action}`);
      const nobodys = await ben.call(method, `${base}/${missing}${action}`);
      expect([foreign.status, nobodys.status]).toEqual([404, 404]);
      expect(foreign.body.error_message.replace(id, '')).toBe(
        nobodys.body.error_message.replace(missing, ''),
      );
    }
    expect((await ben.get(base)).body.webhooks).toEqual([]);
    expect((await ada.call('DELETE', `${base}/${id}`)).status).toBe(200);
  });

  test('are at most twenty', async () => {
    const made: string[] = [];
    for (let i = 0; i < 20; i++) {
      made.push((await ben.post(base, { url: 'http://127.0.0.1:9/' })).body.id);
    }
    expect((await ben.post(base, { url: 'http://127.0.0.1:9/' })).status).toBe(409);
    for (const id of made) await ben.call('DELETE', `${base}/${id}`);
  });
});

describe('a webhook', () => {
  test('is sent a test, which verifies with its secret and no other', async () => {
    const receiver = await startReceiver((_message, response) => {
      response.writeHead(200).end(`<b>${'thanks '.repeat(1000)}</b>`);
    });
    const webhook = await register(receiver.url, ['job.started']);
    const sent = await ada.post(`${base}/${webhook.id}/test`);
    expect(sent.body).toMatchObject({ event: 'webhook.test', state: 'pending', attempts: [] });
    const [message] = await receiver.messages(1);
    expect(message?.body).toMatchObject({ type: 'webhook.test', data: { webhook_id: webhook.id } });
    expect(message?.headers).toMatchObject({
      'webhook-id': sent.body.id,
      'content-type': 'application/json',
    });
    expect(message && isFrom(webhook.secret, message)).toBe(true);
    expect(message && isFrom(`whsec_${Buffer.alloc(32).toString('base64')}`, message)).toBe(false);
    expect(message && isFrom(webhook.secret, { ...message, text: `${message.text} ` })).toBe(false);
    const delivery = await waitFor('the delivery to be written down', async () => {
      const { body } = await ada.get(`${base}/${webhook.id}/deliveries`);
      return body.deliveries[0].state === 'delivered' && body.deliveries[0];
    });
    expect(delivery).toMatchObject({ next_attempt_at: null, attempts: [{ status: 200, error: null }] });
    expect(delivery.attempts[0].answer).toHaveLength(2000);
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  test('is sent a message again when it is asked to, and only what was sent to it', async () => {
    const receiver = await startReceiver();
    const webhook = await register(receiver.url);
    const other = await register(receiver.url);
    const sent = await ada.post(`${base}/${webhook.id}/test`);
    const delivered = () =>
      waitFor('the delivery to be written down', async () => {
        const { body } = await ada.get(`${base}/${webhook.id}/deliveries`);
        return body.deliveries[0].state === 'delivered' && body.deliveries[0];
      });
    await delivered();
    const resend = `deliveries/${sent.body.id}/resend`;
    expect((await ada.post(`${base}/${other.id}/${resend}`)).status).toBe(404);
    for (const nobodys of ['x', '%00', `msg_${other.id}`]) {
      expect((await ada.post(`${base}/${webhook.id}/deliveries/${nobodys}/resend`)).status).toBe(404);
    }
    const again = await ada.post(`${base}/${webhook.id}/${resend}`);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: sent.body.id, state: 'pending', attempts: [{ status: 204 }] });
    const [first, second] = await receiver.messages(2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second && isFrom(webhook.secret, second)).toBe(true);
    expect((await delivered()).attempts).toHaveLength(2);
    for (const { id } of [webhook, other]) await ada.call('DELETE', `${base}/${id}`);
  });

  test('is not followed where it redirects to', async () => {
    const elsewhere = await startReceiver();
    const receiver = await startReceiver((_message, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    const webhook = await register(receiver.url);
    await ada.post(`${base}/${webhook.id}/test`);
    const delivery = await waitFor('the attempt to be written down', async () => {
      const { body } = await ada.get(`${base}/${webhook.id}/deliveries`);
      return body.deliveries[0].attempts.length > 0 && body.deliveries[0];
    });
    expect(delivery).toMatchObject({ state: 'pending', attempts: [{ status: 307 }] });
    expect(elsewhere.received).toEqual([]);
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  test('hears of a dataset once it is settled, and of a job from start to end', async () => {
    const receiver = await startReceiver();
    const webhook = await register(receiver.url);
    const name = uniqueName('heard');
    const dataset = await ada.readyDataset(name, { 'a.jpg': picture });
    await ada.upload(dataset, 'b.jpg', picture);
    await ada.datasetReaches(dataset, 'READY');
    const job = await ada.submitted(trainConfig({ name, dataset: name, steps: 5 }));
    const ended = await ada.jobReaches(job, 'STOPPED');
    const messages = await waitFor(
      'the messages',
      async () => {
        const types = receiver.types();
        return types.includes('job.finished') && types.includes('dataset.ready') && receiver.received;
      },
      { timeoutMs: 30_000 },
    );
    expect([...receiver.types()].sort()).toEqual([
      'dataset.ready',
      'job.checkpoint',
      'job.finished',
      'job.started',
    ]);
    const dataOf = (type: string) => messages.find(({ body }) => body.type === type)?.body.data;
    expect(dataOf('dataset.ready').dataset).toMatchObject({ id: dataset, status: 'READY', file_count: 2 });
    expect(dataOf('job.started').job).toMatchObject({ id: job, status: 'RUNNING' });
    expect(dataOf('job.checkpoint')).toMatchObject({
      job: { id: job, status_url: ended.body.status_url },
      checkpoint: { filename: expect.stringMatching(/\.safetensors$/), step: expect.any(Number) },
    });
    const { queue_position: _position, ...told } = dataOf('job.finished').job;
    expect(ended.body).toMatchObject(told);
    for (const message of messages) expect(isFrom(webhook.secret, message)).toBe(true);
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  test('hears of a dataset that captions written together have made ready', async () => {
    const receiver = await startReceiver();
    const webhook = await register(receiver.url, ['dataset.ready']);
    const { body } = await ada.createDataset({ name: uniqueName('captions') });
    const path = `/prod/v1/trainers/datasets/${body.id}/captions`;
    const captions = { 'a.txt': 'one', 'b.txt': 'two' };
    expect((await ada.call('PUT', path, { json: { captions } })).status).toBe(200);
    const [ready] = await receiver.messages(1);
    expect(ready?.body.data.dataset).toMatchObject({ id: body.id, status: 'READY', file_count: 2 });
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  test('hears of a broken dataset and of a job that was cancelled while it waited', async () => {
    const receiver = await startReceiver();
    const webhook = await register(receiver.url, ['dataset.failed', 'job.finished']);
    const { body } = await ada.createDataset({ name: uniqueName('broken') });
    await ada.upload(body.id, 'a.jpg', 'no picture');
    const [failed] = await receiver.messages(1);
    expect(failed?.body.data.dataset).toMatchObject({
      id: body.id,
      status: 'FAILED',
      error: { code: 50004 },
    });
    const name = uniqueName('waiting');
    await ada.readyDataset(name, { 'a.jpg': picture });
    const long = (job: string) => trainConfig({ name: job, dataset: name, steps: 1_000_000 });
    const running = [await ada.submitted(long(`${name}_1`)), await ada.submitted(long(`${name}_2`))];
    for (const id of running) await ada.jobReaches(id, 'RUNNING');
    const waiting = await ada.submitted(long(`${name}_3`));
    await ada.job(waiting, 'POST', 'cancel');
    const [, canceled] = await receiver.messages(2);
    expect(canceled?.body).toMatchObject({
      type: 'job.finished',
      data: { job: { id: waiting, status: 'CANCELED' } },
    });
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });

  test('of one account hears nothing of another', async () => {
    const receiver = await startReceiver();
    const webhook = await register(receiver.url);
    const { body } = await ben.createDataset({ name: uniqueName('bens') });
    await ben.upload(body.id, 'a.jpg', 'no picture');
    await ben.datasetReaches(body.id, 'FAILED');
    await ada.post(`${base}/${webhook.id}/test`);
    await receiver.messages(1);
    expect(receiver.types()).toEqual(['webhook.test']);
    await ada.call('DELETE', `${base}/${webhook.id}`);
  });
});
