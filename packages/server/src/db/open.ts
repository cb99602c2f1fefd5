import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect } from 'kysely';
import { keepAlive } from './keep-alive.ts';
import { createPostgresPools } from './postgres-pools.ts';
import { SafeSqliteDialect } from './sqlite-dialect.ts';
import { cacheStatements } from './statement-cache.ts';
import type { Database } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** An open database and the few things in which its dialect differs. */
export interface Db {
  readonly dialect: Dialect;
  readonly query: Kysely<Database>;
  /** Queries in `work` may take up to an hour, where others are given up sooner. */
  patiently<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long PostgreSQL may take for one query unless an installation says otherwise. */
const defaultQueryTimeoutMs = 30_000;

/**
 * Opens `postgres://…`, or a SQLite file by path. SQLite runs in WAL mode with full synchronisation, so that
 * what was answered survives a power cut. Where PostgreSQL cannot be reached, or has not answered a query after
 * `queryTimeoutMs`, that query throws `DatabaseUnavailable`, and later ones use another connection.
 */
export function openDatabase(url: string, { queryTimeoutMs = defaultQueryTimeoutMs } = {}): Db {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, queryTimeoutMs);
  mkdirSync(dirname(url), { recursive: true });
  const sqlite = keepAlive(new Sqlite(url));
  sqlite.exec('pragma journal_mode = WAL; pragma synchronous = FULL; pragma foreign_keys = ON');
  sqlite.exec('pragma busy_timeout = 10000');
  const query = new Kysely<Database>({
    dialect: new SafeSqliteDialect({ database: cacheStatements(sqlite) }),
  });
  return { dialect: 'sqlite', query, patiently: (work) => work(), close: () => query.destroy() };
}

function openPostgres(url: string, timeoutMs: number): Db {
  const pool = createPostgresPools(url, timeoutMs);
  const query = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { dialect: 'postgres', query, patiently: pool.patiently, close: () => query.destroy() };
}
