import { describe, expect, test } from 'vitest';
import type { Route } from '../../src/contract/route.ts';
import { routes } from '../../src/contract/routes.ts';
import { allErrors } from '../../src/errors/catalogue.ts';

const all: readonly Route[] = Object.values(routes);

describe('what the catalogue says of calls', () => {
  test.for(allErrors.map((entry) => [entry.code, entry] as const))(
    '%i names no call that does not exist',
    ([, entry]) => {
      const text = [entry.meaning, entry.where, ...entry.fixes].join(' ');
      for (const [, method, path = ''] of text.matchAll(/\b(GET|POST|PUT|DELETE) (\/[^\s`]+)/g)) {
        const fits = all.some(
          (route) => route.method === method && (route.path === path || patternOf(route.path).test(path)),
        );
        expect(fits, `${method} ${path}`).toBe(true);
      }
    },
  );

  test.for(allErrors.map((entry) => [entry.code, entry] as const))(
    '%i tells of each call that can give it',
    ([code, { where }]) => {
      if (/^(?:Every call|Any dataset call)/.test(where)) return;
      const silent = all
        .filter((route) => (route.errors as readonly number[]).includes(code))
        .filter((route) => !where.includes(`\`${route.method} ${route.path}\``))
        .filter((route) => !where.includes(route.path.slice(route.path.lastIndexOf('/') + 1)));
      expect(silent.map((route) => route.id)).toEqual([]);
    },
  );
});

/** Fits a path in which a parameter was filled in, such as the name of a secret. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}
