import { allErrors, type Route, routes } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { sharedServer } from '../support/build-server.ts';

const server = await sharedServer();
const anybody = server.anonymous();

describe('documents of the server, for anybody', () => {
  test('/openapi.json describes every route, with this server as its address', async () => {
    const { body } = await anybody.get('/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    expect(body.servers[0].url).toBe(server.url);
    for (const route of Object.values(routes) as readonly Route[]) {
      const operation = body.paths[route.path]?.[route.method.toLowerCase()];
      expect(operation?.operationId, `${route.method} ${route.path}`).toBe(route.id);
      for (const code of route.errors) {
        expect(
          JSON.stringify(operation.responses[String(Math.floor(code / 100))]),
          `${route.id} ${code}`,
        ).toContain(String(code));
      }
    }
  });

  test('/docs and /errors are pages that load nothing from elsewhere', async () => {
    for (const path of ['/docs', '/errors', '/errors/42258']) {
      const { status, headers, text } = await anybody.get(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).not.toMatch(/<script|src="http|@import|<link[^>]+http/i);
    }
  });

  for (const { code, name } of allErrors) {
    test(`/errors/${code} is a page about ${name}`, async () => {
      const { status, text } = await anybody.get(`/errors/${code}`);
      expect(status).toBe(200);
      expect(text).toContain(String(code));
      expect(text).toContain(name);
    });
  }

  test('numbers that are no error, and words, are 404', async () => {
    for (const code of [
      '0',
      '42278',
      '4225',
      '042258',
      '42258.0',
      '4.2258e4',
      'constructor',
      '-42258',
      '%20',
    ]) {
      expect((await anybody.get(`/errors/${code}`)).status, code).toBe(404);
    }
  });

  test('/healthz, /readyz and /metrics need no token', async () => {
    expect((await anybody.get('/healthz')).body).toEqual({ status: 'ok' });
    const ready = await anybody.get('/readyz');
    expect(ready.body).toMatchObject({ ready: true, trainer: 'builtin' });
    expect(ready.text).not.toContain(server.dataDir);
    const metrics = await anybody.get('/metrics');
    expect(metrics.text).toContain('trainyard_http_requests_total');
    expect(metrics.text).not.toContain(server.dataDir);
  });
});
