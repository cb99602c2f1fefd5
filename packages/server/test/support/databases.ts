import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { type Db, type Dialect, openDatabase } from '../../src/db/open.ts';
import { createPostgresDatabase, hasPostgres } from './postgres.ts';
import { tempFolder } from './temp-folder.ts';

/** A dialect to run database tests on. */
export interface TestDialect {
  readonly name: Dialect;
  /** The address of a new, empty database that goes away with the running test. */
  createUrl(): Promise<string>;
  /** A new database with the newest schema; closed and removed when the running test ends. */
  open(): Promise<Db>;
}

const sqlite: TestDialect = {
  name: 'sqlite',
  createUrl: async () => join(tempFolder(), 'test.db'),
  open: () => openMigrated(sqlite),
};

const postgres: TestDialect = {
  name: 'postgres',
  createUrl: async () => {
    const { url, drop } = await createPostgresDatabase();
    onTestFinished(drop);
    return url;
  },
  open: () => openMigrated(postgres),
};

/** Every dialect that this machine can run: `for (const dialect of databases) describe(dialect.name, …)`. */
export const databases: readonly TestDialect[] = hasPostgres() ? [sqlite, postgres] : [sqlite];

async function openMigrated(dialect: TestDialect): Promise<Db> {
  const db = openDatabase(await dialect.createUrl());
  onTestFinished(() => db.close());
  await migrate(db);
  return db;
}
