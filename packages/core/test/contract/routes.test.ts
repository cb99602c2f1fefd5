import { describe, expect, test } from 'vitest';
import { pathParameterNames, pathParameters } from '../../src/contract/path-parameters.ts';
import { requestSchemas } from '../../src/contract/requests.ts';
import type { Route } from '../../src/contract/route.ts';
import { routes } from '../../src/contract/routes.ts';
import { allErrors, findError } from '../../src/errors/catalogue.ts';

const all: readonly Route[] = Object.values(routes);

describe('the routes', () => {
  test('have ids that are unique and their own keys', () => {
    expect(Object.entries(routes).filter(([id, route]) => id !== route.id)).toEqual([]);
    expect(new Set(all.map((route) => route.id)).size).toBe(all.length);
  });

  test('have no method and path twice, whatever the parameters are called', () => {
    const addresses = all.map((route) => `${route.method} ${route.path.replaceAll(/\{[^}]+\}/g, '{}')}`);
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
  });

  test('change nothing on GET and carry no body there', () => {
    for (const route of all.filter((each) => each.method === 'GET')) {
      expect(route.body.kind, route.id).toBe('none');
      expect(route.idempotent ?? false, route.id).toBe(false);
    }
  });

  test.for(all.map((route) => [route.id, route] as const))('%s is well formed', ([, route]) => {
    expect(route.id).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*(?:[A-Z][A-Za-z]*)?$/);
    expect(route.path).toMatch(/^(?:\/(?:[a-z0-9.-]+|\{[a-z_]+\}))+$/);
    expect(route.summary).toMatch(/^\S.*[^.\s]$/);
    expect(new Set(route.errors).size).toBe(route.errors.length);
    for (const code of route.errors) expect(findError(code)).toBeDefined();
    for (const name of pathParameterNames(route.path)) expect(pathParameters).toHaveProperty(name);
  });

  test('that name a dataset or a job can say that there is none', () => {
    for (const route of all) {
      const names = pathParameterNames(route.path);
      if (names.includes('dataset_id'))
        expect(route.errors, route.id).toEqual(expect.arrayContaining([40001, 40401]));
      if (names.includes('job_id'))
        expect(route.errors, route.id).toEqual(expect.arrayContaining([40051, 40451]));
    }
  });

  test('declare every code of the catalogue somewhere, but 50004, which stands in a dataset', () => {
    const declared = new Set(all.flatMap((route) => route.errors));
    const missing = allErrors.filter((entry) => !declared.has(entry.code)).map((entry) => entry.code);
    expect(missing).toEqual([50004]);
  });

  test('leave no path parameter described that none of them has', () => {
    const used = new Set(all.flatMap((route) => pathParameterNames(route.path)));
    expect(Object.keys(pathParameters).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the documented request bodies', () => {
  const lenient = all.filter(
    (route) =>
      route.body.kind === 'json' &&
      'shape' in route.body.schema &&
      Object.values(route.body.schema.shape as object).some(
        (field) => field.isOptional() && field.safeParse(Symbol('x')).success,
      ),
  );

  test('exist for exactly the routes that let any value through', () => {
    expect(lenient.map((route) => route.id).sort()).toEqual(Object.keys(requestSchemas).sort());
  });

  test.for(Object.entries(requestSchemas))('%s has the fields that its route reads', ([id, schema]) => {
    const { body } = routes[id as keyof typeof requestSchemas];
    expect(Object.keys(schema.shape).sort()).toEqual(Object.keys(body.schema.shape).sort());
  });
});
