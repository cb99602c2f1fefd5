import { type Route, routes } from '@trainyard/core';
import { expect, test } from 'vitest';
import { createTokens } from '../../src/accounts/tokens.ts';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open.ts';
import { buildServer } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';

/** Bodies that a parser, a schema or a database may stumble over. */
const bodies: readonly string[] = [
  'null',
  '[]',
  '1e999',
  '{"a":'.repeat(50_000),
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  '{"__proto__":{"x":1}}',
  '{"name":"\\u0000","label":"\\u0000","value":"\\ud800","token":"\\u0000"}',
  '{"reason":"\\u0000"}',
  '{"node":"\\u0000","gpu":"\\u0000","filenames":["\\u0000"],"captions":{"\\u0000.txt":"\\u0000"}}',
  '{"filenameToByteSize":{"a.jpg":1e308,"b\\u0000.jpg":9007199254740993,"__proto__":1}}',
  '{"config_file_format":"yaml","gpu_type":"\\u0000","gpu_count":1e308,"gpu_id":"\\u0000","config_file":"a: &a [*a]"}',
  JSON.stringify({ config_file_format: 'yaml', gpu_type: 'ADA_80_PLUS', config_file: '['.repeat(100_000) }),
  JSON.stringify({
    config_file_format: 'yaml',
    gpu_type: 'ADA_80_PLUS',
    config_file:
      'config:\n  name: "a\\0b"\n  process:\n  - datasets: [{folder_path: "/app/ai-toolkit/datasets/\\0"}]\n    __proto__: {a: 1}\n    train: {steps: 1e308, lr: .inf}\n',
  }),
];
const parameters = ['%00', 'a%00.jpg', '%2e%2e%2fa.jpg', '%ff', '__proto__', '1e309', '-1'];
const queries = [
  'limit=1e309',
  'limit=1&limit=2',
  'cursor=%00',
  'cursor=AAAA',
  'offset=1e400',
  'after_step=1e30',
];
const contentTypes = [
  'x',
  'multipart/form-data',
  'multipart/form-data; boundary="\\"',
  'application/json; charset=utf-7',
];

test.each(databases)(
  'no request, however hostile, makes the server fail ($name)',
  async (dialect) => {
    const databaseUrl = await dialect.createUrl();
    const server = await buildServer(dialect.name === 'postgres' ? { databaseUrl } : {});
    try {
      // Two connections to one SQLite file would wait for each other, and it holds every text.
      if (dialect.name === 'postgres') await makeAdministrator(databaseUrl, 'ada');
      const { id } = (await server.as('ada').createDataset()).body;
      const failed: string[] = [];
      const call = async (route: Route, parameter: string, query: string, init: RequestInit) => {
        const path = route.path.replace(
          '{dataset_id}',
          parameters.includes(parameter) && /filename|name/.test(route.path) ? id : parameter,
        );
        const response = await fetch(`${server.url}${path.replace(/\{\w+\}/g, parameter)}?${query}`, {
          method: route.method,
          ...init,
          headers: { authorization: `Bearer ${server.as('ada').token}`, ...init.headers },
        });
        await response.body?.cancel();
        if (response.status >= 500)
          failed.push(`${route.id} ${parameter} ${query} ${String(init.body).slice(0, 80)}`);
      };
      // The dataset is still needed, and readiness is no matter of requests.
      const asked = (Object.values(routes) as readonly Route[]).filter(
        ({ id }) => id !== 'deleteDataset' && id !== 'getReadiness',
      );
      for (const route of asked) {
        const isRead = route.method === 'GET';
        if (route.path.includes('{'))
          for (const parameter of parameters) await call(route, parameter, '', isRead ? {} : { body: '{}' });
        if (isRead) for (const query of queries) await call(route, id, query, {});
        if (route.body.kind === 'json') for (const body of bodies) await call(route, id, '', { body });
        if (!isRead)
          for (const type of contentTypes)
            await call(route, id, '', { body: '{}', headers: { 'content-type': type } });
      }
      expect(failed).toEqual([]);
      expect(server.log.filter((line) => Number(line['level']) >= 50)).toEqual([]);
    } finally {
      await server.close();
    }
  },
  120_000,
);

async function makeAdministrator(databaseUrl: string, account: string): Promise<void> {
  const db = openDatabase(databaseUrl);
  try {
    await createTokens({ db, clock: systemClock }).create(account, { administrator: true });
  } finally {
    await db.close();
  }
}
