import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { buildServer, picture } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

/** Closing must not wait for a client that has nothing more to say. */
const promptMs = 5000;

async function closesPromptly(server: { close(): Promise<void> }): Promise<void> {
  const begun = performance.now();
  await server.close();
  expect(performance.now() - begun).toBeLessThan(promptMs);
}

test('a server that closes does not wait for connections over which nothing was asked', async () => {
  const server = await buildServer();
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await closesPromptly(server);
  await closed;
});

test('a server that closes does not wait for a client whose body was refused half-way', async () => {
  const server = await buildServer();
  const reply = await server.as('ada').post('/prod/v1/trainers/datasets', { name: 'x'.repeat(40_000_000) });
  expect(reply.status).toBe(413);
  await closesPromptly(server);
});

test('a server that closes ends the event streams', async () => {
  const server = await buildServer({ gpus: 'ADA_80_PLUS=1' });
  const ada = server.as('ada');
  await ada.readyDataset('dogs', { 'a.jpg': picture });
  const id = await ada.submitted(trainConfig({ name: 'followed', dataset: 'dogs', steps: 2 }));
  await ada.jobReaches(id, 'STOPPED');
  const stream = await fetch(`${server.url}/prod/v1/trainers/ai-toolkit/jobs/${id}/events`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  const text = stream.text();
  await closesPromptly(server);
  expect(await text).toContain('event: submitted');
});

test('a server that closes answers what it is being asked, and refuses more in the usual shape', async () => {
  const server = await buildServer();
  const ada = server.as('ada');
  const { id } = (await ada.createDataset({ name: 'dogs' })).body;
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  const head = `Host: x\r\nAuthorization: Bearer ${ada.token}\r\n`;
  const begin = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhel`;
  const end = 'lo\r\n--x--\r\n';
  socket.write(
    `POST /prod/v1/trainers/datasets/${id}/upload HTTP/1.1\r\n${head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${begin.length + end.length}\r\n\r\n${begin}`,
  );
  await waitFor('the upload to begin', async () => (await ada.datasetStatus(id)).body.status === 'UPLOADING');
  const closed = once(socket, 'close');
  const closing = server.close();
  await waitFor('the server to take no more connections', () =>
    fetch(`${server.url}/healthz`).then(
      ({ status }) => status === 503,
      () => true,
    ),
  );
  socket.write(`${end}GET /prod/v1/trainers/datasets HTTP/1.1\r\n${head}\r\n`);
  await closing;
  await closed;
  expect(answer).toContain('HTTP/1.1 200 OK');
  expect(answer).toContain('"filename":"a.txt"');
  expect(server.log.filter((line) => Number(line['level']) >= 40)).toEqual([]);
  const second = answer.slice(answer.indexOf('HTTP/1.1', 10));
  if (second.startsWith('HTTP/1.1')) {
    expect(second).toContain('HTTP/1.1 503');
    expect(second).toContain('"error_code":null');
  }
});
