import { AsyncLocalStorage } from 'node:async_hooks';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { DatabaseUnavailable, isLostConnection } from './database-unavailable.ts';

/** Connections to a PostgreSQL that may vanish without a word. */
export interface PostgresPools extends PostgresPool {
  /** What is asked of the database in `work` may take long, as a migration or a sweep does. */
  patiently<T>(work: () => Promise<T>): Promise<T>;
}

/** How many connections there are at most: for requests, and for the few things that take long. */
const connections = { brief: 10, patient: 2 };
const patientMs = 60 * 60 * 1000;
/** To connect, or to get a connection that others use. */
const connectMs = 10_000;
/** A transaction of a server that is gone holds its locks no longer than this. */
const idleInTransactionMs = 60_000;
/** PostgreSQL gives up a little sooner than we do, so that nothing goes on of which nobody waits for the end. */
const serverShare = 0.9;
const int8 = 20;

/**
 * Pools of connections, whose queries throw `DatabaseUnavailable` where the database cannot be reached or says
 * nothing for `timeoutMs`; a connection that fell silent is not used again. PostgreSQL itself gets limits as well
 * for what a connection asks, unless it has its own.
 */
export function createPostgresPools(url: string, timeoutMs: number): PostgresPools {
  const patience = new AsyncLocalStorage<true>();
  const brief = createPool(url, connections.brief, timeoutMs);
  const patient = createPool(url, connections.patient, Math.max(timeoutMs, patientMs));
  return {
    patiently: (work) => patience.run(true, work),
    connect: () => (patience.getStore() === true ? patient : brief).connect(),
    async end() {
      await Promise.all([brief.end(), patient.end()]);
    },
  };
}

/** What a connection of a pool can do besides what its declarations say. */
interface Client extends pg.PoolClient {
  /** Cuts the connection where it is being asked something, else closes it. */
  end(): Promise<void>;
  unref(): void;
}

function createPool(url: string, max: number, timeoutMs: number): PostgresPool {
  // Ids and sizes stay below 2^53, so a bigint column can be a plain number here as it is with SQLite.
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
  };
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types: types as pg.CustomTypesConfig,
    connectionTimeoutMillis: Math.min(connectMs, timeoutMs),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // A connection that breaks is replaced by the pool, and what was asked over it fails. Without listeners the
  // errors would end the process, also that of a connection in a transaction at whose moment nothing is asked.
  pool.on('error', () => {});
  const open = new Set<Client>();
  pool.on('connect', (added) => {
    const client = added as Client;
    client.on('error', () => {});
    client.on('end', () => open.delete(client));
    open.add(client);
  });
  const limited = new WeakSet<Client>();
  return {
    async connect() {
      const client = (await pool.connect().catch(refuse)) as Client;
      if (!limited.has(client)) {
        await ask(client, timeoutMs, setLimits, [
          String(Math.round(timeoutMs * serverShare)),
          String(Math.max(timeoutMs, idleInTransactionMs)),
        ]).catch((error: unknown) => {
          client.release(true);
          throw error;
        });
        limited.add(client);
      }
      return {
        query: (text: string, parameters: readonly unknown[]) => ask(client, timeoutMs, text, parameters),
        release: () => client.release(),
        // Kysely asks with cursors only where it was given a kind of them.
      } as unknown as PostgresPoolClient;
    },
    async end() {
      await pool.end();
      // One whose other end is gone would wait for it, and keep the process from ending.
      for (const client of open) client.unref();
    },
  };
}

/** Limits that the database or its role has of its own stay. */
const setLimits = `select set_config(name, case name when 'statement_timeout' then $1 else $2 end, false)
  from pg_settings
  where name in ('statement_timeout', 'idle_in_transaction_session_timeout') and setting = '0'`;

/** Asks something over a connection, and gives the connection up where no answer comes. */
async function ask(
  client: Client,
  timeoutMs: number,
  text: string,
  parameters: readonly unknown[],
): Promise<pg.QueryResult> {
  const timer = setTimeout(() => void client.end(), timeoutMs);
  try {
    return await client.query(text, [...parameters]);
  } catch (error) {
    return refuse(error);
  } finally {
    clearTimeout(timer);
  }
}

function refuse(error: unknown): never {
  if (isLostConnection(error)) throw new DatabaseUnavailable({ cause: error });
  throw error;
}
