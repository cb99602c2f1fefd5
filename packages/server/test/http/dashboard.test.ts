import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { startDashboardServer } from './dashboard-server.ts';

vi.setConfig({ testTimeout: 60_000 });

const index = '<!doctype html><title>App</title><script nonce="CSP_NONCE">window.ran = true</script>';
const script = `export const text = ${JSON.stringify('dogs '.repeat(2000))};\n`;
const build = { 'index.html': index, 'assets/app-1a2b.js': script, 'assets/icon-9.png': new Uint8Array(50) };
const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** Asks without decoding what comes. */
function ask(url: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>(
    (resolve, reject) => {
      request(url, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('the page of the dashboard', () => {
  for (const path of [
    '/',
    '/sign-in',
    '/datasets',
    '/datasets/0b5e6c1e?file=a',
    '/jobs/new',
    '/settings/tokens',
  ]) {
    test(`is at ${path}`, async () => {
      const { url } = await startDashboardServer(build);
      const response = await fetch(`${url}${path}`, { headers: navigation });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await response.text()).toContain('<title>App</title>');
    });
  }

  for (const path of [
    '/prod/v1/nothing',
    '/prod',
    '/errors/12345',
    '/links/a/b',
    '/assets/none.js',
    '/assets/',
    '/runs/v1/x',
    '/schema/x',
  ]) {
    test(`is not at ${path}, which is no page of the app`, async () => {
      const { url } = await startDashboardServer(build);
      const response = await fetch(`${url}${path}`, { headers: navigation });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    });
  }

  test('is given to those who go there, and not to programs or for a change', async () => {
    const { url } = await startDashboardServer(build);
    expect((await fetch(`${url}/datasets`, { headers: { accept: 'application/json' } })).status).toBe(404);
    expect((await fetch(`${url}/datasets`)).status).toBe(404);
    expect((await fetch(`${url}/datasets`, { method: 'POST', headers: navigation })).status).toBe(404);
  });

  test('allows its own scripts by a nonce that no two answers share, and nothing else', async () => {
    const { url } = await startDashboardServer(build);
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const response = await fetch(url);
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'self' 'nonce-([A-Za-z0-9+/=]{24})';/.exec(policy)?.[1] ?? '';
      expect(policy).toBe(
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ` +
          "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
          "worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(await response.text()).toBe(index.replace('CSP_NONCE', nonce));
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test('says no more to others than it must, and is not kept', async () => {
    const { url } = await startDashboardServer(build);
    const { headers } = await fetch(url);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  test('shows files from PUBLIC_URL too, where their links lead there', async () => {
    const publicUrl = 'https://trainyard.example.com';
    const { url } = await startDashboardServer(build, { publicUrl });
    const policy = (await fetch(url)).headers.get('content-security-policy');
    expect(policy).toContain(`img-src 'self' ${publicUrl} data: blob:; media-src 'self' ${publicUrl} blob:;`);
    expect(policy).toContain("connect-src 'self';");
  });

  test('says how to build it where that was not done, and is there once it was', async () => {
    const { url, write } = await startDashboardServer({});
    const before = await fetch(url);
    expect(before.status).toBe(503);
    expect(await before.text()).toContain('npm run build');
    expect((await fetch(`${url}/assets/app-1a2b.js`)).status).toBe(404);
    for (const [name, content] of Object.entries(build)) write(name, content);
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(`${url}/assets/app-1a2b.js`)).status).toBe(200);
  });
});

describe('a file of the dashboard', () => {
  const encodings: readonly (readonly [
    accepted: string,
    encoding: string | undefined,
    decode: (bytes: Buffer) => Buffer,
  ])[] = [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip;q=0.8', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['identity', undefined, (bytes) => bytes],
    ['', undefined, (bytes) => bytes],
  ];
  for (const [accepted, encoding, decode] of encodings) {
    test(`is sent as ${encoding ?? 'it is'} to those who take "${accepted}"`, async () => {
      const { url } = await startDashboardServer(build);
      for (let i = 0; i < 2; i++) {
        const { headers, bytes } = await ask(`${url}/assets/app-1a2b.js`, { 'accept-encoding': accepted });
        expect(headers['content-encoding']).toBe(encoding);
        expect(headers['vary']).toBe('accept-encoding');
        expect(headers['content-length']).toBe(String(bytes.length));
        expect(decode(bytes).toString()).toBe(script);
      }
    });
  }

  test('is kept for good by browsers, and is what it is called', async () => {
    const { url } = await startDashboardServer(build);
    const { headers } = await fetch(`${url}/assets/app-1a2b.js`);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const picture = await ask(`${url}/assets/icon-9.png`, { 'accept-encoding': 'br' });
    expect(picture.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '50' });
    expect(picture.headers['content-encoding']).toBeUndefined();
  });

  for (const name of [
    '..%2findex.html',
    '..%2f..%2ftest.db',
    '.js',
    'none.js',
    'app-1a2b.js%00.png',
    'a%2fb.js',
  ]) {
    test(`${name} is not there`, async () => {
      const { url } = await startDashboardServer(build);
      expect((await fetch(`${url}/assets/${name}`)).status).toBe(404);
    });
  }
});

describe.runIf(hasBrowser())('in a browser', () => {
  const page = `<!doctype html><title>App</title>
    <script nonce="CSP_NONCE">window.own = true</script>
    <script>window.foreign = true</script>
    <img src="/none.png" onerror="window.foreign = true">`;

  test('the scripts of the page run, and no others', async () => {
    const { url } = await startDashboardServer({ 'index.html': page });
    const tab = await (await openBrowser()).newPage();
    const refused: string[] = [];
    tab.on('console', (message) => refused.push(message.text()));
    await tab.goto(url);
    expect(await tab.evaluate('[window.own, window.foreign]')).toEqual([true, undefined]);
    expect(refused.filter((text) => /content security policy/i.test(text)).length).toBeGreaterThan(0);
  });

  test('one signs in and out by the cookie, which no script sees', async () => {
    const { url, token } = await startDashboardServer({ 'index.html': page });
    const tab = await (await openBrowser()).newPage();
    await tab.goto(`${url}/sign-in`);
    const call = (method: string, headers: object, body?: object) =>
      tab.evaluate(
        async ([method, headers, body]) => {
          const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
          const response = await fetch('/prod/v1/session', init as RequestInit);
          return response.status;
        },
        [method, headers, body] as const,
      );
    expect(await call('GET', {})).toBe(401);
    expect(await call('POST', {}, { token: `${token}x` })).toBe(401);
    expect(await call('POST', {}, { token })).toBe(200);
    expect(await call('GET', {})).toBe(200);
    expect(await tab.evaluate('document.cookie')).toBe('');
    expect(await call('DELETE', {})).toBe(403);
    expect(await call('DELETE', { 'x-trainyard-request': '1' })).toBe(200);
    expect(await call('GET', {})).toBe(401);
  });

  test('a page of another origin can neither sign in, nor read, nor change', async () => {
    const { url, token } = await startDashboardServer({ 'index.html': page });
    const other = await startDashboardServer({ 'index.html': '<title>Other</title>' });
    const context = await (await openBrowser()).newContext({ bypassCSP: true });
    const tab = await context.newPage();
    await tab.goto(url);
    await tab.evaluate(async (token) => {
      await fetch('/prod/v1/session', { method: 'POST', body: JSON.stringify({ token }) });
    }, token);
    const before = await context.cookies();
    await tab.goto(other.url);
    const attempts = await tab.evaluate(
      async ([address, token]) => {
        const attempt = (init: object) =>
          fetch(`${address}/prod/v1/session`, { credentials: 'include', ...init }).then(
            (response) => `${response.type} ${response.status}`,
            () => 'refused',
          );
        return [
          await attempt({}),
          await attempt({ method: 'POST', body: JSON.stringify({ token }) }),
          await attempt({ method: 'POST', mode: 'no-cors', body: JSON.stringify({ token }) }),
          await attempt({ method: 'DELETE', headers: { 'x-trainyard-request': '1' } }),
        ];
      },
      [url, token] as const,
    );
    // An opaque answer was not read; that it changed nothing is seen by the cookie.
    expect(attempts).toEqual(['refused', 'refused', 'opaque 0', 'refused']);
    expect(await context.cookies(url)).toEqual(before);
    await tab.goto(url);
    expect(await tab.evaluate(async () => (await fetch('/prod/v1/session')).status)).toBe(200);
  });
});
