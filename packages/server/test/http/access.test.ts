import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { buildOpenApi, type Route, routes } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { sharedServer } from '../support/build-server.ts';
import { waitFor } from '../support/wait-for.ts';

const server = await sharedServer();
const someId = 'b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0';
const accountRoutes = (Object.values(routes) as readonly Route[]).filter(
  ({ access }) => access === 'account',
);

const runRoutes = (Object.values(routes) as readonly Route[]).filter(({ access }) => access === 'run');

/** A path of the route with something plausible in each parameter. */
function pathOf(route: Route): string {
  return route.path
    .replace('{filename}', 'a.jpg')
    .replace('{name}', 'HF_TOKEN')
    .replace(/\{\w+\}/g, someId);
}

const refusedTokens: readonly (readonly [what: string, authorization: string | null])[] = [
  ['no token', null],
  ['an empty one', ''],
  ['no scheme', 'ty_abc'],
  ['another scheme', `Basic ${Buffer.from('ada:ty_abc').toString('base64')}`],
  ['the scheme alone', 'Bearer'],
  ['two tokens', `Bearer ${server.as('ada').token} ${server.as('ada').token}`],
  ['an unknown one', 'Bearer ty_0123456789abcdef0123456789abcdef0123456789a'],
  ['a revoked one', `Bearer ${server.revokedToken}`],
  ['a good one that was cut', `Bearer ${server.as('ada').token?.slice(0, -1)}`],
  ['a good one in capitals', `Bearer ${server.as('ada').token?.toUpperCase()}`],
];

describe('tokens', () => {
  for (const [what, authorization] of refusedTokens) {
    test(`a request with ${what} is answered 401 on every call of an account`, async () => {
      const headers = authorization === null ? {} : { authorization };
      for (const route of accountRoutes) {
        const reply = await server.anonymous().call(route.method, pathOf(route), { headers });
        expect(reply.status, route.id).toBe(401);
        expect(reply.body).toMatchObject({ error_code: null, error_name: null, doc_url: null });
        expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    });
  }

  test('unknown and revoked tokens get the same words', async () => {
    const unknown = await new ApiClient(server.url, 'ty_unknown').get('/prod/v1/trainers/datasets');
    const revoked = await new ApiClient(server.url, server.revokedToken).get('/prod/v1/trainers/datasets');
    expect(revoked.body.error_message).toBe(unknown.body.error_message);
  });

  const beforeAnythingElse: readonly (readonly [
    what: string,
    method: string,
    path: string,
    body?: string,
  ])[] = [
    ['a route that is not there', 'GET', '/prod/v1/nothing'],
    ['a method that the path does not know', 'PATCH', '/prod/v1/trainers/datasets'],
    ['malformed JSON', 'POST', '/prod/v1/trainers/datasets', '{"name":'],
    ['an id that is no UUID', 'GET', '/prod/v1/trainers/datasets/nope/status'],
    ['a job id that is no UUID', 'GET', '/prod/v1/trainers/ai-toolkit/jobs/nope/status'],
    ['a query that is wrong', 'GET', '/prod/v1/trainers/datasets?limit=-1'],
    ['an escape that is no UTF-8', 'GET', '/prod/v1/trainers/datasets/%E0%A4%A/status'],
    ['an id of three thousand characters', 'GET', `/prod/v1/trainers/datasets/${'a'.repeat(3000)}/status`],
    ['an upload that is no form', 'POST', `/prod/v1/trainers/datasets/${someId}/upload`, 'bytes'],
  ];
  for (const [what, method, path, body] of beforeAnythingElse) {
    test(`without a token ${what} is answered 401 all the same`, async () => {
      const reply = await server.anonymous().call(method, path, body === undefined ? {} : { body });
      expect(reply.status, reply.text).toBe(401);
    });
  }

  test('on the calls of agents too the token comes before the body, whatever it is and however large', async () => {
    for (const route of runRoutes) {
      for (const authorization of [undefined, 'Bearer tyrun_unknown', `Bearer ${server.as('ada').token}`]) {
        const headers = authorization === undefined ? {} : { authorization };
        for (const body of ['{"fence":', '{"fence":"1"}', 'x'.repeat(9_000_000)]) {
          const reply = await server.anonymous().call(route.method, pathOf(route), { headers, body });
          expect([route.id, reply.status], reply.text).toEqual([route.id, 401]);
        }
      }
    }
  });

  test('an agent that nobody knows is answered before it has sent its body', async () => {
    const head = `POST /runs/v1/${someId}/claim HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tyrun_x\r\n`;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`${head}Content-Length: 1000000\r\n\r\n{`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
  });

  test('a large upload without a token is answered 401, not with a reset connection', async () => {
    const reply = await server.anonymous().call('POST', `/prod/v1/trainers/datasets/${someId}/upload`, {
      body: new Uint8Array(20_000_000),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(reply.status).toBe(401);
  });

  test('the scheme may be written in any case', async () => {
    const authorization = `bearer ${server.as('ada').token}`;
    expect(
      (await server.anonymous().get('/prod/v1/trainers/datasets', { headers: { authorization } })).status,
    ).toBe(200);
  });
});

describe('failures outside the catalogue', () => {
  const ada = server.as('ada');
  const cases: readonly (readonly [what: string, status: number, call: () => ReturnType<typeof ada.get>])[] =
    [
      ['an unknown route', 404, () => ada.get('/prod/v1/trainers/nothing')],
      ['an unknown route outside the API', 404, () => ada.get('/nothing')],
      ['an unknown method', 405, () => ada.call('PATCH', '/prod/v1/trainers/datasets')],
      ['a DELETE of the list', 405, () => ada.call('DELETE', '/prod/v1/trainers/datasets')],
      [
        'a GET of a call that changes something',
        405,
        () => ada.get(`/prod/v1/trainers/ai-toolkit/jobs/${someId}/cancel`),
      ],
      ['malformed JSON', 400, () => ada.call('POST', '/prod/v1/trainers/datasets', { body: '{"name":' })],
      [
        'JSON that is not UTF-8',
        400,
        () => ada.call('POST', '/prod/v1/trainers/datasets', { body: new Uint8Array([0x22, 0xff, 0x22]) }),
      ],
      ['a JSON body that is a list', 400, () => ada.post('/prod/v1/trainers/datasets', ['dogs'])],
      [
        'a JSON body that is null',
        400,
        () => ada.call('POST', '/prod/v1/trainers/ai-toolkit/jobs', { body: 'null' }),
      ],
      ['no body where one is needed', 400, () => ada.call('POST', '/prod/v1/trainers/ai-toolkit/jobs')],
      ['a limit of no number', 400, () => ada.get('/prod/v1/trainers/datasets?limit=many')],
      ['a cursor that no page gave', 400, () => ada.get('/prod/v1/trainers/datasets?cursor=abc')],
      ['a job cursor that no page gave', 400, () => ada.get('/prod/v1/trainers/ai-toolkit/jobs?cursor=abc')],
      ['an unknown job status', 400, () => ada.get('/prod/v1/trainers/ai-toolkit/jobs?status=DONE')],
      ['an escape that is no UTF-8', 400, () => ada.get('/prod/v1/trainers/datasets/%E0%A4%A/status')],
      [
        'a content type that is none',
        415,
        () =>
          ada.call('POST', '/prod/v1/trainers/datasets', { body: '{}', headers: { 'content-type': 'x' } }),
      ],
      [
        'a JSON body over the limit',
        413,
        () => ada.post('/prod/v1/trainers/datasets', { name: 'x'.repeat(101_000) }),
      ],
      [
        'a JSON body far over the limit',
        413,
        () => ada.post('/prod/v1/trainers/datasets', { name: 'x'.repeat(40_000_000) }),
      ],
      ['a number that is no error', 404, () => ada.get('/errors/12345')],
      ['a link that was never signed', 403, () => server.anonymous().get('/links/abc.def/a.jpg')],
    ];
  for (const [what, status, call] of cases) {
    test(`${what} is answered ${status} with error_code null and a readable message`, async () => {
      const reply = await call();
      expect(reply.status, reply.text).toBe(status);
      expect(reply.body).toMatchObject({ error_code: null, error_name: null, doc_url: null });
      expect(reply.body.error_message).toMatch(/\w.*\.$/s);
    });
  }

  const document = buildOpenApi(routes, { version: '1' });
  const withBodies = (Object.values(routes) as readonly Route[]).filter(
    ({ access, body }) => body.kind === 'json' && access !== 'run',
  );
  test.each(withBodies.map((route) => [route.id, route] as const))(
    '%s takes a body up to the limit that it documents, and no byte more',
    async (_id, route) => {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      const documented = JSON.stringify(operation?.['responses']);
      const limit = Number(/larger than ([\d,]+) bytes/.exec(documented)?.[1]?.replaceAll(',', ''));
      expect(limit).toBeGreaterThan(0);
      const send = (bytes: number) =>
        ada.call(route.method, pathOf(route), { body: `{"x":"${'x'.repeat(bytes - '{"x":""}'.length)}"}` });
      expect((await send(limit)).status).not.toBe(413);
      const refused = await send(limit + 1);
      expect(refused.status).toBe(413);
      expect(refused.body.error_message).toContain(`larger than ${limit} bytes`);
    },
  );

  test('405 names the methods that are possible, in words and in Allow', async () => {
    const reply = await ada.call('PUT', '/prod/v1/trainers/datasets');
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
  });

  test('an id of three thousand characters is a bad id, like any other', async () => {
    const long = 'a'.repeat(3000);
    expect((await ada.get(`/prod/v1/trainers/datasets/${long}/status`)).body.error_code).toBe(40001);
    expect((await ada.get(`/prod/v1/trainers/ai-toolkit/jobs/${long}/status`)).body.error_code).toBe(40051);
  });

  test('what is not even HTTP is answered in the same shape', async () => {
    for (const [status, text] of [
      [400, 'NOT HTTP AT ALL\r\n\r\n'],
      [431, `GET /healthz HTTP/1.1\r\nHost: x\r\nx-long: ${'a'.repeat(40_000)}\r\n\r\n`],
    ] as const) {
      const answer = await sendRaw(text);
      expect(answer.split(' ')[1]).toBe(String(status));
      const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
      expect(body).toMatchObject({ error_code: null, error_message: expect.any(String) });
    }
  });

  test('a JSON body that is cut off is the fault of the client, and no failure in the log', async () => {
    const head = `Host: x\r\nAuthorization: Bearer ${ada.token}\r\nContent-Length: 50\r\n\r\n`;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const before = server.log.length;
    await new Promise((sent) =>
      socket.write(`POST /prod/v1/trainers/datasets HTTP/1.1\r\n${head}{"name":`, sent),
    );
    socket.destroy();
    const refused = await waitFor('the refusal to be logged', () =>
      server.log.slice(before).find((line) => line['path'] === '/prod/v1/trainers/datasets'),
    );
    expect(refused).toMatchObject({ level: 20, status: 400 });
  });

  test('every answer has its own x-request-id, whatever id the client sends', async () => {
    const ids = new Set<string | null>();
    for (let i = 0; i < 3; i++) {
      const reply = await ada.get('/healthz', { headers: { 'x-request-id': 'mine' } });
      ids.add(reply.headers.get('x-request-id'));
    }
    expect(ids.size).toBe(3);
    expect(ids.has('mine')).toBe(false);
  });

  test('HEAD is answered like GET without a body, and does not hang on a stream', async () => {
    expect(await head('/healthz')).toBe(200);
    expect(await head(`/prod/v1/trainers/ai-toolkit/jobs/${someId}/events`)).toBe(404);
  });
});

/** Sends bytes as they are, and returns all that comes back. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

function head(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.as('ada').token}` };
    request(`${server.url}${path}`, { method: 'HEAD', headers, timeout: 5000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('timeout', () => reject(new Error('HEAD was not answered')))
      .on('error', reject)
      .end();
  });
}
