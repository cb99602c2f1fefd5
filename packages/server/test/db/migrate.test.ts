import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { databases } from '../support/databases.ts';
import { forkSource } from '../support/run-source.ts';

for (const dialect of databases) {
  describe(`migrations on ${dialect.name}`, () => {
    test('a new database gets every table, and migrating again changes nothing', async () => {
      const db = await dialect.open();
      await migrate(db);
      await db.query
        .insertInto('accounts')
        .values({ id: 'a', name: 'ada', created_at: 2 ** 45 })
        .execute();
      const account = await db.query.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
      expect(account).toEqual({
        id: 'a',
        name: 'ada',
        created_at: 2 ** 45,
        is_administrator: 0,
        checkout: null,
      });
    });

    test('a database that a newer version has migrated is refused', async () => {
      const db = await dialect.open();
      await db.query
        .insertInto('kysely_migration' as never)
        .values({ name: '9999-from-the-future', timestamp: '2030-01-01' } as never)
        .execute();
      await expect(migrate(db)).rejects.toThrow(/9999-from-the-future/);
    });

    test('two servers that start at once on an empty database both end up with the schema', async () => {
      const url = await dialect.createUrl();
      const file = new URL('./migrate-process.ts', import.meta.url);
      const servers = [forkSource(file, [url]), forkSource(file, [url])];
      const exits = await Promise.all(servers.map((server) => once(server, 'exit')));
      expect(exits.map(([code]) => code)).toEqual([0, 0]);
      const db = openDatabase(url);
      expect(await db.query.selectFrom('datasets').selectAll().execute()).toEqual([]);
      await db.close();
    });
  });
}
