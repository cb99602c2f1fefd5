import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { keepAlive } from './keep-alive.ts';
import { SafeSqliteDialect } from './sqlite-dialect.ts';
import { cacheStatements } from './statement-cache.ts';
import type { Database } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** An open database and the few things in which its dialect differs. */
export interface Db {
  readonly dialect: Dialect;
  readonly query: Kysely<Database>;
  close(): Promise<void>;
}

/**
 * Opens `postgres://…`, or a SQLite file by path. SQLite runs in WAL mode with full synchronisation, so that
 * what was answered survives a power cut.
 */
export function openDatabase(url: string): Db {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  mkdirSync(dirname(url), { recursive: true });
  const sqlite = keepAlive(new Sqlite(url));
  sqlite.exec('pragma journal_mode = WAL; pragma synchronous = FULL; pragma foreign_keys = ON');
  sqlite.exec('pragma busy_timeout = 10000');
  const query = new Kysely<Database>({
    dialect: new SafeSqliteDialect({ database: cacheStatements(sqlite) }),
  });
  return { dialect: 'sqlite', query, close: () => query.destroy() };
}

const int8 = 20;

function openPostgres(url: string): Db {
  // Ids and sizes stay below 2^53, so a bigint column can be a plain number here as it is with SQLite.
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types: types as pg.CustomTypesConfig });
  // A connection that breaks is replaced by the pool, and what was asked over it fails. Without listeners the
  // errors would end the process, also that of a connection in a transaction at whose moment nothing is asked.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const query = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { dialect: 'postgres', query, close: () => query.destroy() };
}
