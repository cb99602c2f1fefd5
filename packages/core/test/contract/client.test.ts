import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { type Client, createClient } from '../../src/contract/client.ts';
import { ConnectionError, errorBodyOf } from '../../src/contract/client-error.ts';
import type { jobSchema } from '../../src/contract/jobs.ts';
import { putToSignedLink } from '../../src/contract/signed-upload.ts';
import { ApiError, HttpError } from '../../src/errors/api-error.ts';
import { sendJson, startServer, type TestServer } from './client-server.ts';

let server: TestServer;
let client: Client;

beforeEach(async () => {
  server = await startServer();
  client = createClient({ baseUrl: `${server.baseUrl}/`, token: 'secret', fetch, randomId: randomUUID });
});
afterEach(() => server.close());

const id = '7c9a4b52-5d0e-4c0a-8a44-2b1f3f0c9d22';

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
}

describe('the client', () => {
  test('sends method, path, token, body and key of a call, and gives the answer', async () => {
    server.answer = (_, response) => sendJson(response, 201, { id, name: 'dogs' });
    const dataset = await client.createDataset({ body: { name: 'dogs' }, idempotencyKey: 'k1' });
    expect(dataset).toEqual({ id, name: 'dogs' });
    expect(server.seen).toHaveLength(1);
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: 'POST', url: '/prod/v1/trainers/datasets' });
    expect(seen?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/json',
      'idempotency-key': 'k1',
    });
    expect(JSON.parse(String(seen?.body))).toEqual({ name: 'dogs' });
  });

  test('sends no body where it is left out, and no token where none is needed', async () => {
    await client.cancelJob({ params: { job_id: id } });
    await client.getHealth();
    expect(server.seen.map((seen) => seen.body.length)).toEqual([0, 0]);
    expect(server.seen.map((seen) => seen.headers['authorization'])).toEqual(['Bearer secret', undefined]);
  });

  test('escapes parameters and query values', async () => {
    await client.deleteDatasetFile({ params: { dataset_id: id, filename: 'a b/../ü?.png' } });
    await client.listJobs({ query: { status: 'RUNNING', cursor: 'a&b=c', limit: undefined } });
    expect(server.seen.map((seen) => seen.url)).toEqual([
      `/prod/v1/trainers/datasets/${id}/files/a%20b%2F..%2F%C3%BC%3F.png`,
      '/prod/v1/trainers/ai-toolkit/jobs?status=RUNNING&cursor=a%26b%3Dc',
    ]);
  });

  test.for(['', '.', '..'])(
    'refuses the path parameter "%s", which would be another address',
    async (name) => {
      const error = await failureOf(client.deleteSecret({ params: { name } }));
      expect(error).toBeInstanceOf(TypeError);
      expect(server.seen).toEqual([]);
    },
  );

  test('keeps a path in front of the API', async () => {
    const prefixed = createClient({
      baseUrl: `${server.baseUrl}/train/`,
      token: null,
      fetch,
      randomId: randomUUID,
    });
    await prefixed.getHealth();
    expect(server.seen[0]?.url).toBe('/train/healthz');
  });

  test('streams a file as a form that any reader of forms understands', async () => {
    const pieces = (async function* () {
      for (let at = 0; at < 100; at++) yield new Uint8Array(1000).fill(at);
    })();
    await client.uploadDatasetFile({
      params: { dataset_id: id },
      file: { filename: 'größe "1".png', body: pieces, sizeBytes: 100_000 },
    });
    const [seen] = server.seen;
    expect(seen?.headers['content-length']).toBe(String(seen?.body.length));
    const contentType = seen?.headers['content-type'] ?? '';
    const form = await new Response(new Uint8Array(seen?.body ?? []), {
      headers: { 'content-type': contentType },
    }).formData();
    const file = form.get('file') as File;
    expect(file.name).toBe('größe "1".png');
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect([bytes.length, bytes[0], bytes[99_999]]).toEqual([100_000, 0, 99]);
  });

  test.for([
    ['a Blob by hand', undefined],
    ['a Blob in a FormData', () => new FormData()],
  ] as const)('uploads %s', async ([, createForm]) => {
    const uploader = createClient({
      baseUrl: server.baseUrl,
      token: 'secret',
      fetch,
      randomId: randomUUID,
      ...(createForm === undefined ? {} : { createForm }),
    });
    const body = new Blob(['bytes of a picture'], { type: 'image/png' });
    await uploader.uploadDatasetFile({ params: { dataset_id: id }, file: { filename: 'a.png', body } });
    const text = String(server.seen[0]?.body);
    expect(text).toContain('name="file"; filename="a.png"');
    expect(text).toContain('\r\n\r\nbytes of a picture\r\n--');
  });

  test('reads events as they come, from where it is told', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 8\nevent: progress\ndata: {"step":5}\n\n');
    };
    const events = await client.streamJobEvents({ params: { job_id: id }, lastEventId: '7' });
    for await (const event of events) {
      expect(event).toEqual({ id: '8', type: 'progress', data: '{"step":5}' });
      break;
    }
    expect(server.seen[0]?.headers['last-event-id']).toBe('7');
  });

  test('reads bytes from an offset', async () => {
    server.answer = (_, response) => response.writeHead(206, { 'content-length': '3' }).end('abc');
    const answer = await client.getDatasetFile({
      params: { dataset_id: id, filename: 'a.png' },
      fromByte: 10,
    });
    expect(answer).toMatchObject({ partial: true, sizeBytes: 3 });
    expect(server.seen[0]?.headers['range']).toBe('bytes=10-');
    await answer.body?.getReader().cancel();
  });
});

describe('a failed call', () => {
  const finding = {
    code: 42274,
    name: 'INVALID_LEARNING_RATE',
    severity: 'error',
    message: 'm',
    path: 'p',
    line: 3,
    column: 5,
  };
  const body = {
    error_code: 42274,
    error_name: 'INVALID_LEARNING_RATE',
    error_message: 'train.lr is "fast", not a number.',
    doc_url: 'http://localhost/errors/42274',
    request_id: 'r1',
    findings: [finding],
  };

  async function failureWith(status: number, answer: unknown): Promise<unknown> {
    server.answer = (_, response) => sendJson(response, status, answer);
    return failureOf(client.getJobStatus({ params: { job_id: id } }));
  }

  test('is an ApiError with its findings for a number of the catalogue', async () => {
    const error = await failureWith(422, body);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 42274,
      status: 422,
      message: body.error_message,
      findings: [finding],
    });
    expect(errorBodyOf(error)).toEqual(body);
  });

  test.for([
    [418, { ...body, error_code: null, error_name: null }, 'train.lr is "fast", not a number.'],
    [
      422,
      { ...body, error_code: 42278, error_name: 'NEWER' },
      '42278 NEWER: train.lr is "fast", not a number.',
    ],
    [422, { ...body, error_code: 'forty-two', error_name: 7 }, 'train.lr is "fast", not a number.'],
    [404, { message: 'Not Found' }, 'The server answered 404 without saying why.'],
    [502, 'bad gateway', 'The server answered 502 without saying why.'],
  ] as const)('is an HttpError for %i with %j', async ([status, answer, message]) => {
    const error = await failureWith(status, answer);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status, message });
  });

  test('keeps its number when its findings have a shape that only a newer server knows', async () => {
    const error = await failureWith(422, { ...body, findings: [{ kind: 'new' }] });
    expect(error).toMatchObject({ code: 42274, findings: [] });
  });

  test('takes the request id from the header where the body has none', async () => {
    server.answer = (_, response) => {
      response.setHeader('x-request-id', 'r2');
      sendJson(response, 500, { error_message: 'm' });
    };
    expect(errorBodyOf(await failureOf(client.getHealth()))?.request_id).toBe('r2');
  });

  test('is an HttpError where success is not JSON', async () => {
    server.answer = (_, response) => response.end('<html>');
    expect(await failureOf(client.getHealth())).toMatchObject({ name: 'HttpError', status: 200 });
  });

  test('is a ConnectionError that names the address and the reason where nobody listens', async () => {
    await server.close();
    const error = await failureOf(client.getHealth());
    server = await startServer();
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toMatch(/No answer from http:\S+\/healthz \(.*ECONNREFUSED.*\)/);
  });

  test('is a ConnectionError where the answer breaks off', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status"', () => response.destroy());
    };
    expect(await failureOf(client.getHealth())).toBeInstanceOf(ConnectionError);
  });

  test('is the error of the signal where the caller gave up', async () => {
    const abort = new AbortController();
    server.answer = () => abort.abort();
    expect(await failureOf(client.getHealth({ signal: abort.signal }))).toMatchObject({ name: 'AbortError' });
  });
});

describe('a signed upload', () => {
  test('announces the exact size of a stream, and sends the headers of the link but no token', async () => {
    server.answer = (_, response) => response.writeHead(204).end();
    const pieces = (async function* () {
      yield new Uint8Array(10).fill(65);
      yield new Uint8Array(5).fill(66);
    })();
    const target = { url: `${server.baseUrl}/links/x/clip.mp4`, headers: { 'content-type': 'video/mp4' } };
    await putToSignedLink(target, pieces, { fetch, sizeBytes: 15 });
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: 'PUT', url: '/links/x/clip.mp4' });
    expect(seen?.headers).toMatchObject({ 'content-length': '15', 'content-type': 'video/mp4' });
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(String(seen?.body)).toBe('AAAAAAAAAABBBBB');
  });

  test('tells why it was refused, and when nobody listens', async () => {
    server.answer = (_, response) =>
      sendJson(response, 403, { error_code: null, error_message: 'The link has expired.' });
    const target = { url: `${server.baseUrl}/links/x/a.png`, headers: {} };
    const put = () => failureOf(putToSignedLink(target, new Uint8Array(3), { fetch, sizeBytes: 3 }));
    expect(await put()).toMatchObject({ name: 'HttpError', status: 403, message: 'The link has expired.' });
    await server.close();
    expect(await put()).toBeInstanceOf(ConnectionError);
    server = await startServer();
  });
});

describe('the types of the client', () => {
  type Input<Id extends keyof Client> = Parameters<Client[Id]>[0];

  test('ask for the parameters of the path', () => {
    expectTypeOf<Input<'getJobStatus'>>().toExtend<{ params: { readonly job_id: string } }>();
    expectTypeOf<Input<'deleteDatasetFile'>['params']>().toEqualTypeOf<
      Readonly<Record<'dataset_id' | 'filename', string>>
    >();
    expectTypeOf<undefined>().not.toExtend<Input<'getJobStatus'>>();
    expectTypeOf<undefined>().toExtend<Input<'listDatasets'>>();
  });

  test('ask for a well-formed body and know when it can be left out', () => {
    expectTypeOf<Input<'submitJob'>['body']['config_file_format']>().toEqualTypeOf<'yaml'>();
    expectTypeOf<{ body: { config_file: string } }>().not.toExtend<Input<'submitJob'>>();
    expectTypeOf<undefined>().toExtend<Input<'createDataset'>>();
    expectTypeOf<NonNullable<Input<'listJobs'>>['query']>().toExtend<
      { limit?: number | undefined } | undefined
    >();
  });

  test('give the answer of the route', () => {
    expectTypeOf<Awaited<ReturnType<Client['getJobStatus']>>>().toEqualTypeOf<z.output<typeof jobSchema>>();
    expectTypeOf<Awaited<ReturnType<Client['getPrometheusMetrics']>>>().toEqualTypeOf<string>();
    expectTypeOf<Awaited<ReturnType<Client['putLinkedObject']>>>().toEqualTypeOf<undefined>();
  });

  test('have no method that is no route', () => {
    expectTypeOf<Client>().not.toHaveProperty('nothing');
  });
});
