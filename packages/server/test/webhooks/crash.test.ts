import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { isFrom, startReceiver } from '../support/webhook-receiver.ts';

const base = '/prod/v1/trainers/webhooks';

/** A data folder on which servers can be started that are processes of their own. */
async function createYard() {
  const dataDir = tempFolder();
  const tokens = await createTestTokens(openDataDir(dataDir).database);
  return async () => {
    const child = forkSource(new URL('../dispatch/server-process.ts', import.meta.url), [dataDir]);
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return { child, api: new ApiClient(message.url, tokens.byAccount.ada) };
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

test('what happened before the server was killed is told after its restart', {
  timeout: 90_000,
}, async () => {
  const startServer = await createYard();
  const receiver = await startReceiver();
  const first = await startServer();
  const { body: webhook } = await first.api.post(base, { url: receiver.url });
  // It is told only when it has been quiet for a moment, so the server is killed with the message in its outbox.
  const dataset = await first.api.readyDataset('dogs', { 'a.jpg': picture });
  await kill(first.child);
  expect(receiver.received).toEqual([]);
  await startServer();
  const [message] = await receiver.messages(1, 30_000);
  expect(message?.body).toMatchObject({ type: 'dataset.ready', data: { dataset: { id: dataset } } });
  expect(message && isFrom(webhook.secret, message)).toBe(true);
});

test('a message under way when the server was killed is sent again', { timeout: 90_000 }, async () => {
  const startServer = await createYard();
  let answers = false;
  const receiver = await startReceiver((_message, response) => {
    if (answers) response.writeHead(204).end();
  });
  const first = await startServer();
  const { body: webhook } = await first.api.post(base, { url: receiver.url });
  await first.api.post(`${base}/${webhook.id}/test`);
  await receiver.messages(1);
  await kill(first.child);
  answers = true;
  await startServer();
  const [before, after] = await receiver.messages(2, 60_000);
  expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id']);
  expect(after?.text).toBe(before?.text);
});
