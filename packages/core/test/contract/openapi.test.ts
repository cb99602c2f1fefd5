import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { buildOpenApi } from '../../src/contract/openapi.ts';
import { renderApiMarkdown, renderApiPage } from '../../src/contract/openapi-page.ts';
import type { Route } from '../../src/contract/route.ts';
import { routes } from '../../src/contract/routes.ts';
import { findError } from '../../src/errors/catalogue.ts';

const document = buildOpenApi(routes, { version: '1.2.3', serverUrl: 'http://127.0.0.1:8700' });
const all: readonly Route[] = Object.values(routes);

function operationOf(route: Route): Record<string, unknown> {
  return document.paths[route.path]?.[route.method.toLowerCase()] ?? {};
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(
      structuredClone(document) as object as Record<string, unknown>,
    );
    expect(result).toMatchObject({ valid: true });
  });

  test('would not pass the validator with a response missing', async () => {
    const broken = JSON.parse(JSON.stringify(document));
    delete broken.paths['/healthz'].get.responses['200'].description;
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });

  test('points only to components that it has', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(pointers.length).toBeGreaterThan(100);
    for (const pointer of pointers) {
      const [, , group = '', name = ''] = pointer.split('/');
      expect(document.components[group], pointer).toHaveProperty([name]);
    }
  });

  test('has an operation for each route and no other', () => {
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((each) => each['operationId']),
    );
    expect(ids.sort()).toEqual(Object.keys(routes).sort());
  });

  test.for(all.map((route) => [route.id, route] as const))(
    '%s lists its errors by HTTP status',
    ([, route]) => {
      const responses = operationOf(route)['responses'] as Record<string, object>;
      for (const code of route.errors) {
        const response = JSON.stringify(responses[Math.floor(code / 100)]);
        expect(response).toContain(`${code}`);
        expect(response).toContain(findError(code).name);
      }
      expect('401' in responses).toBe(
        route.access === 'account' ||
          route.access === 'run' ||
          (route.otherRefusals ?? []).some(([status]) => status === 401),
      );
    },
  );

  test('is the same each time', () => {
    const again = buildOpenApi(routes, { version: '1.2.3', serverUrl: 'http://127.0.0.1:8700' });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });

  test('describes uploads, keys and resumable streams', () => {
    expect(operationOf(routes.uploadDatasetFile)['requestBody']).toMatchObject({
      content: { 'multipart/form-data': { schema: { required: ['file'] } } },
    });
    expect(operationOf(routes.putLinkedObject)['requestBody']).toHaveProperty([
      'content',
      'application/octet-stream',
    ]);
    expect(JSON.stringify(operationOf(routes.submitJob))).toContain('Idempotency-Key');
    expect(JSON.stringify(operationOf(routes.streamJobEvents))).toContain('Last-Event-ID');
    expect(operationOf(routes.getLinkedObject)).toMatchObject({ security: [], responses: { 206: {} } });
  });

  test('closes no answer against fields to come', () => {
    expect(document.components['schemas']?.['Job']).not.toHaveProperty('additionalProperties');
  });

  test('asks for a well-formed submission although the server lets any value through', () => {
    expect(document.components['schemas']?.['SubmitJobRequest']).toMatchObject({
      properties: { config_file_format: { const: 'yaml' }, config_file: { type: 'string' } },
      required: ['config_file_format', 'config_file', 'gpu_type'],
    });
  });
});

describe('the page of the API', () => {
  const page = renderApiPage(routes, { version: '1.2.3' });

  test('shows each call with an example and links to its errors', () => {
    for (const route of all) {
      expect(page).toContain(`<section id="${route.id}">`);
      expect(page).toContain(`${route.method} ${route.path}`);
      for (const code of route.errors) expect(page).toContain(`href="errors/${code}"`);
    }
    expect(page.match(/<code>curl /g)).toHaveLength(all.length);
  });

  test('has no anchor twice and no link into nowhere', () => {
    const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
  });

  test('fetches nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
  });

  test('leads in Markdown only to headings that exist', () => {
    const markdown = renderApiMarkdown(routes, {
      version: '1.2.3',
      errorHref: (code) => `errors.md#${code}`,
    });
    const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) => (match[1] ?? '').toLowerCase());
    const targets = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(targets).not.toEqual([]);
    for (const target of targets) expect(headings).toContain(target);
  });
});
