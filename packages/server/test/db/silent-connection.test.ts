import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DatabaseUnavailable } from '../../src/db/database-unavailable.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { failingAs } from '../../src/jobs/job-failure.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { buildServer } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { startPostgresProxy } from '../support/postgres-proxy.ts';

const postgres = databases.find(({ name }) => name === 'postgres');

const proxied = async () => startPostgresProxy((await postgres?.createUrl()) ?? '');

describe.skipIf(postgres === undefined)(
  'a PostgreSQL that falls silent without closing its connections',
  () => {
    test('fails what is asked of it in time, and is used again once it answers', async () => {
      const proxy = await proxied();
      const db = openDatabase(proxy.url, { queryTimeoutMs: 500 });
      onTestFinished(() => db.close());
      const one = async () => (await sql<{ one: number }>`select 1 as one`.execute(db.query)).rows;
      expect(await Promise.all([one(), one()])).toEqual([[{ one: 1 }], [{ one: 1 }]]);

      const cut = db.query.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction);
        proxy.swallow();
        await sql`select 1`.execute(transaction);
      });
      await expect(cut).rejects.toThrow(DatabaseUnavailable);
      // Over a connection that is open and dead, over a new one, and in the queue for either.
      const asked = await Promise.allSettled(Array.from({ length: 20 }, one));
      expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'));

      proxy.heal();
      await expect.poll(() => one().catch(() => null)).toEqual([{ one: 1 }]);
      expect(await Promise.all([one(), one(), one()])).toHaveLength(3);
    });

    test('keeps no one from closing what is open to it', async () => {
      const proxy = await proxied();
      const db = openDatabase(proxy.url, { queryTimeoutMs: 500 });
      await Promise.all([1, 2, 3].map(() => sql`select 1`.execute(db.query)));
      proxy.swallow();
      const asked = sql`select 1`.execute(db.query);
      await Promise.all([db.close(), expect(asked).rejects.toThrow(DatabaseUnavailable)]);
    });

    test('lets only what is known to take long take long, and stops the rest in the database as well', async () => {
      const url = (await postgres?.createUrl()) ?? '';
      const db = openDatabase(url, { queryTimeoutMs: 400 });
      onTestFinished(() => db.close());
      const sleep = () => sql`select pg_sleep(0.8)`.execute(db.query);
      await expect(sleep()).rejects.toThrow(DatabaseUnavailable);
      await expect(db.patiently(sleep)).resolves.toBeDefined();
      const asleep = await sql`select 1 from pg_stat_activity
      where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`.execute(db.query);
      expect(asleep.rows).toEqual([]);
    });

    test('is told to clients and to readiness, and the server goes on when it is back', async () => {
      const proxy = await proxied();
      const server = await buildServer({ databaseUrl: proxy.url, databaseTimeoutSeconds: '1' });
      onTestFinished(() => server.close());
      const ada = server.as('ada');
      const jobs = '/prod/v1/trainers/ai-toolkit/jobs';
      expect((await ada.get(jobs)).status).toBe(200);

      proxy.swallow();
      const refused = await ada.get(jobs);
      expect(refused).toMatchObject({
        status: 503,
        body: { error_message: expect.stringContaining('database') },
      });
      expect(refused.headers.get('retry-after')).toBe('5');
      const { status, body } = await server.anonymous().get('/readyz');
      expect(status).toBe(503);
      expect(body.checks).toContainEqual(expect.objectContaining({ name: 'database', ok: false }));

      proxy.heal();
      await expect.poll(async () => (await ada.get(jobs)).status, { timeout: 10_000 }).toBe(200);
      await expect
        .poll(async () => (await server.anonymous().get('/readyz')).status, { timeout: 10_000 })
        .toBe(200);
    }, 40_000);
  },
);

test('a failure of the connection is no failure of what was asked', async () => {
  const lost = new DatabaseUnavailable({ cause: new Error('gone') });
  await expect(failingAs(50051, () => Promise.reject(lost))).rejects.toBe(lost);
});

test('a PostgreSQL that is not there is told to who starts a server, with what the system says', async () => {
  const db = openDatabase('postgres://nobody@127.0.0.1:1/nothing');
  onTestFinished(() => db.close());
  const refusal = await migrate(db).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(OperatorError);
  expect(String(refusal)).toContain('ECONNREFUSED');
});
