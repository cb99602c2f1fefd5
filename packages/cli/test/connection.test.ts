import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { IoClock } from '../src/io.ts';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';

const impatientClock: IoClock = { now: () => Date.now(), sleep: () => Promise.resolve() };

async function list(env: Record<string, string>, ...flags: string[]) {
  const io = captureIo({ env, clock: impatientClock });
  return { exitCode: await run(['dataset', 'list', ...flags], io), out: io.out(), err: io.err() };
}

/** A server that gives one answer to everything. */
async function answering(status: number, body: object): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('without a token the command says how to get one', async () => {
  const { exitCode, err } = await list({});
  expect(exitCode).toBe(2);
  expect(err).toBe(
    'A token is needed: set TRAINYARD_TOKEN or pass --token. "trainyard token create --account NAME" makes one.\n',
  );
});

test('an address that is none is refused', async () => {
  const { exitCode, err } = await list({ TRAINYARD_TOKEN: 't' }, '--url', 'localhost:8700');
  expect(exitCode).toBe(2);
  expect(err).toContain('"localhost:8700" is not the address of a server');
});

test('a server that does not answer gives exit code 4', async () => {
  const { exitCode, err } = await list({ TRAINYARD_TOKEN: 't' }, '--url', 'http://127.0.0.1:1');
  expect(exitCode).toBe(4);
  expect(err).toContain('No answer from http://127.0.0.1:1/');
  expect(err).toContain('"trainyard serve"');
});

test.for([
  { status: 401, code: null, exitCode: 3, says: 'trainyard token create' },
  { status: 404, code: 40401, exitCode: 3, says: 'trainyard explain 40401' },
  { status: 429, code: null, exitCode: 4, says: 'request id abc' },
  { status: 500, code: 50001, exitCode: 4, says: 'request id abc' },
  { status: 502, code: null, exitCode: 4, says: 'request id abc' },
])('an answer of $status gives exit code $exitCode', async ({ status, code, exitCode, says }) => {
  const url = await answering(status, { error_code: code, error_message: 'So it is.', request_id: 'abc' });
  const outcome = await list({ TRAINYARD_TOKEN: 't', TRAINYARD_URL: url });
  expect(outcome.exitCode).toBe(exitCode);
  expect(outcome.err).toContain('So it is.');
  expect(outcome.err).toContain(says);
});

test('an option counts before its environment variable', async () => {
  const url = await answering(200, { datasets: [], next_cursor: null });
  const outcome = await list({ TRAINYARD_TOKEN: 't', TRAINYARD_URL: 'http://127.0.0.1:1' }, '--url', url);
  expect(outcome).toMatchObject({ exitCode: 0, out: '' });
  expect(outcome.err).toContain('There are no datasets yet.');
});

test('an interrupted command says so, with exit code 130', async () => {
  const waiting = captureIo({
    env: { TRAINYARD_TOKEN: 't' },
    fetch: (_url, init) =>
      new Promise((_resolve, reject) => {
        const signal = init?.signal as AbortSignal;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        queueMicrotask(() => waiting.interrupt());
      }),
  });
  expect(await run(['dataset', 'list'], waiting)).toBe(130);
  expect(waiting.err()).toBe('Interrupted.\n');
});
