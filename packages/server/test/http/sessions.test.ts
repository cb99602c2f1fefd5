import { createClient, type Route, routes } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { createAttemptLimit } from '../../src/http/attempt-limit.ts';
import { buildServer, sharedServer } from '../support/build-server.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const anybody = server.anonymous();
const path = '/prod/v1/session';
const datasets = '/prod/v1/trainers/datasets';
const mark = { 'x-trainyard-request': '1' };

/** Signs in and returns the cookie as a browser sends it back. */
async function signIn(account: 'ada' | 'ben' | 'eve' = 'ada'): Promise<string> {
  const reply = await anybody.post(path, { token: server.as(account).token });
  expect(reply.status, reply.text).toBe(200);
  return cookieOf(reply.headers);
}

function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('signing in', () => {
  test('answers who it is, and sets a cookie that neither scripts nor other sites get', async () => {
    const reply = await anybody.post(path, { token: server.as('ada').token });
    expect(reply.body).toMatchObject({
      account: { name: 'ada', is_administrator: false },
      token: { name: null },
    });
    const [pair, ...attributes] = reply.headers.get('set-cookie')?.split('; ') ?? [];
    expect(pair).toMatch(/^trainyard_session=[\w-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1209600', 'Path=/', 'SameSite=Strict']);
    expect(reply.text).not.toContain(pair?.split('=')[1]);
    const untilEnd = Date.parse(reply.body.expires_at) - Date.now();
    expect(untilEnd).toBeGreaterThan(13 * 86_400_000);
    expect(untilEnd).toBeLessThanOrEqual(14 * 86_400_000);
  });

  test('behind HTTPS sets a cookie that is sent over HTTPS only', async () => {
    const secure = await buildServer({ publicUrl: 'https://trainyard.example.com', gpus: 'ADA_80_PLUS=1' });
    try {
      const reply = await secure.anonymous().post(path, { token: secure.as('ada').token });
      expect(reply.headers.get('set-cookie')).toMatch(/; Secure$/);
      const cookie = cookieOf(reply.headers);
      const create = (origin: string) => secure.anonymous().createDataset({}, { cookie, ...mark, origin });
      expect((await create('https://trainyard.example.com')).status).toBe(201);
      expect((await create('https://elsewhere.example.com')).status).toBe(403);
    } finally {
      await secure.close();
    }
  });

  test('with a wrong or revoked token is answered 401 and sets nothing', async () => {
    for (const token of ['ty_wrong', server.revokedToken]) {
      const reply = await anybody.post(path, { token });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  });

  test('without a token is answered 400', async () => {
    for (const body of [{}, { token: '' }, { token: 5 }, { token: 'x'.repeat(2000) }]) {
      expect((await anybody.post(path, body)).status).toBe(400);
    }
  });

  test('from a page of another site is refused', async () => {
    const body = { token: server.as('ada').token };
    expect((await anybody.post(path, body, { origin: 'https://evil.example.com' })).status).toBe(403);
    expect((await anybody.post(path, body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await anybody.post(path, body, { origin: 'null' })).status).toBe(403);
  });

  test('again ends the session before', async () => {
    const first = await signIn();
    await anybody.post(path, { token: server.as('ada').token }, { cookie: first });
    expect((await anybody.get(path, { headers: { cookie: first } })).status).toBe(401);
  });
});

describe('a session', () => {
  test('opens the calls of its account', async () => {
    const cookie = await signIn();
    const made = await anybody.createDataset({ name: 'by_cookie' }, { cookie, ...mark });
    expect(made.status, made.text).toBe(201);
    const list = await anybody.get(datasets, { headers: { cookie: `theme=dark; ${cookie}; a=b` } });
    expect(list.body.datasets).toMatchObject([{ name: 'by_cookie' }]);
    const other = await anybody.get(datasets, { headers: { cookie: await signIn('ben') } });
    expect(other.body.datasets).toEqual([]);
  });

  test('is shown to its browser, and a bearer token shows itself', async () => {
    const cookie = await signIn();
    expect((await anybody.get(path, { headers: { cookie } })).body).toMatchObject({
      account: { name: 'ada' },
      expires_at: expect.any(String),
    });
    expect((await server.as('ben').get(path)).body).toMatchObject({
      account: { name: 'ben' },
      expires_at: null,
    });
  });

  test('counts less than a bearer token, right or wrong', async () => {
    const cookie = await signIn();
    expect((await server.as('ben').get(path, { headers: { cookie } })).body.account.name).toBe('ben');
    const wrong = { cookie, authorization: 'Bearer ty_wrong' };
    expect((await anybody.get(path, { headers: wrong })).status).toBe(401);
  });

  test('stands beside the password that a proxy in front asks for', async () => {
    const headers = { cookie: await signIn(), authorization: 'Basic YTpi' };
    expect((await anybody.get(path, { headers })).status).toBe(200);
  });

  test('ends on the server when its browser signs out', async () => {
    const cookie = await signIn();
    const reply = await anybody.call('DELETE', path, { headers: { cookie, ...mark } });
    expect(reply.body).toEqual({ signed_out: true });
    expect(reply.headers.get('set-cookie')).toMatch(/^trainyard_session=; Max-Age=0; Path=\//);
    expect((await anybody.get(path, { headers: { cookie } })).status).toBe(401);
  });

  test('that never was is answered 401', async () => {
    for (const value of ['nothing', '', '"', 'a'.repeat(5000)]) {
      const headers = { cookie: `trainyard_session=${value}` };
      expect((await anybody.get(path, { headers })).status).toBe(401);
    }
  });
});

describe('a change by cookie', () => {
  const refusals: readonly (readonly [what: string, headers: Record<string, string>])[] = [
    ['without the mark', {}],
    ['from another origin', { ...mark, origin: 'https://evil.example.com' }],
    ['from another port of this machine', { ...mark, origin: 'http://127.0.0.1:1' }],
    ['from a page without an origin', { ...mark, origin: 'null' }],
    ['from another site, as the browser says', { ...mark, 'sec-fetch-site': 'cross-site' }],
    ['from a sister site, as the browser says', { ...mark, 'sec-fetch-site': 'same-site' }],
  ];
  for (const [what, headers] of refusals) {
    test(`${what} is answered 403 on every call, and changes nothing`, async () => {
      const cookie = await signIn('eve');
      const all: readonly Route[] = Object.values(routes);
      for (const route of all.filter((each) => each.access === 'account' && each.method !== 'GET')) {
        const address = route.path.replaceAll(/\{\w+\}/g, 'b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0');
        const reply = await anybody.call(route.method, address, { headers: { cookie, ...headers } });
        expect(reply.status, route.id).toBe(403);
        expect(reply.body).toMatchObject({ error_code: null, error_message: expect.stringMatching(/\.$/) });
      }
      const list = await anybody.get(datasets, { headers: { cookie } });
      expect(list.body.datasets).toEqual([]);
    });
  }

  test('from a page of this server is taken', async () => {
    const cookie = await signIn('ben');
    const own = { cookie, ...mark, origin: server.url, 'sec-fetch-site': 'same-origin' };
    expect((await anybody.createDataset({}, own)).status).toBe(201);
  });

  test('is never allowed to another origin that asks ahead', async () => {
    const reply = await anybody.call('OPTIONS', datasets, {
      headers: {
        origin: 'https://evil.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-trainyard-request',
      },
    });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('is what the client sends where it has no token', async () => {
    const cookie = await signIn('ben');
    const client = createClient({
      baseUrl: server.url,
      token: null,
      randomId: () => 'x',
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init?.headers, cookie } } as RequestInit) as never,
    });
    expect((await client.createDataset({ body: { name: 'by_client' } })).name).toBe('by_client');
    expect(await client.deleteSession()).toEqual({ signed_out: true });
  });
});

describe('wrong tokens', () => {
  test('of whatever accounts are slowed down, with the time to wait; good ones from the same address are not', async () => {
    const slowed = await buildServer({ gpus: 'ADA_80_PLUS=1' });
    try {
      const signInWith = (token: string) => slowed.anonymous().post(path, { token });
      const guesses = Array.from({ length: 12 }, (_, i) => signInWith(`ty_wrong${i}`));
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([...Array(10).fill(401), 429, 429]);
      const refused = await signInWith('ty_wrong');
      expect(refused.status).toBe(429);
      const waitSeconds = Number(refused.headers.get('retry-after'));
      expect(waitSeconds).toBeGreaterThanOrEqual(1);
      expect(waitSeconds).toBeLessThanOrEqual(60);
      expect((await slowed.as('ada').get(path)).status).toBe(200);
      for (const account of ['ada', 'ben'] as const) {
        expect((await signInWith(slowed.as(account).token ?? '')).status).toBe(200);
      }
      // A good token does not make room for more guesses.
      expect((await signInWith('ty_wrong')).status).toBe(429);
    } finally {
      await slowed.close();
    }
  });

  test('count for their address, and for a while', () => {
    const clock = { at: 0, now: () => clock.at };
    const limit = createAttemptLimit({ clock, most: 2, windowMs: 1000 });
    expect(limit.failed('a')).toBe(0);
    clock.at = 400;
    expect(limit.failed('a')).toBe(0);
    expect(limit.failed('a')).toBe(600);
    expect(limit.failed('b')).toBe(0);
    clock.at = 1000;
    expect(limit.failed('a')).toBe(0);
  });
});
