import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { createTokens } from '../../src/accounts/tokens.ts';
import { systemClock } from '../../src/clock.ts';
import { openDataDir } from '../../src/config/data-dir.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { SettingKey } from '../../src/config/settings.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { startServer } from '../../src/start-server.ts';
import { ApiClient } from './api-client.ts';
import { keepingLogger } from './keeping-logger.ts';
import { waitFor } from './wait-for.ts';

const accounts = ['ada', 'ben', 'eve'] as const;

/** A whole server in this process, on a data folder of its own. */
export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** Everything it has logged. */
  readonly log: readonly Record<string, unknown>[];
  /** A token that was good once. */
  readonly revokedToken: string;
  /** Calls as one of the accounts that every test server has. */
  as(account: (typeof accounts)[number]): ApiClient;
  /** Calls without a token. */
  anonymous(): ApiClient;
  close(): Promise<void>;
}

/** Starts a server on a free port; settings are given as on the command line. */
export async function buildServer(
  flags: Readonly<Partial<Record<SettingKey, string>>> = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-http-'));
  const { logger, lines } = keepingLogger();
  logger.level = 'debug';
  const settings = loadSettings({ flags: { port: '0', dataDir, ...flags }, env: {}, file: null });
  // Before the server starts: two connections to SQLite in one process would wait for each other.
  const tokens = await createTestTokens(settings.databaseUrl ?? openDataDir(dataDir).database);
  const server = await startServer(settings, { logger });
  const clientOf = (account: (typeof accounts)[number]) =>
    new ApiClient(server.url, tokens.byAccount[account]);
  return {
    url: server.url,
    dataDir,
    log: lines,
    revokedToken: tokens.revoked,
    as: clientOf,
    anonymous: () => new ApiClient(server.url, null),
    async close() {
      // Runs outlive their server; those of a test must not.
      for (const account of accounts) await cancelAll(clientOf(account));
      await server.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Ends every job of an account, and waits until its processes are gone. */
async function cancelAll(client: ApiClient): Promise<void> {
  const { body } = await client.get('/prod/v1/trainers/ai-toolkit/jobs?limit=1000');
  const active = body.jobs.filter(({ status }: { status: string }) => !endedStatuses.includes(status));
  // Those that wait first, so that none of them is started meanwhile.
  for (const { id } of active) await client.job(id, 'POST', 'cancel');
  for (const { id } of body.jobs) {
    await waitFor(
      `the processes of job ${id} to end`,
      async () => {
        return (await client.job(id, 'GET', 'logs')).body.complete || null;
      },
      { timeoutMs: 20_000 },
    );
  }
}

const endedStatuses = ['STOPPED', 'FAILED', 'CANCELED'];

/** Makes the accounts of every test server and a token for each; brings the database up to date for that. */
export async function createTestTokens(databaseUrl: string) {
  const db = openDatabase(databaseUrl);
  try {
    await migrate(db);
    const tokens = createTokens({ db, clock: systemClock });
    const [ada, ben, eve] = await Promise.all(accounts.map((name) => tokens.create(name)));
    const revoked = await tokens.create('eve');
    await tokens.revoke('eve', revoked.info.id);
    return {
      byAccount: { ada: ada?.token ?? '', ben: ben?.token ?? '', eve: eve?.token ?? '' },
      revoked: revoked.token,
    };
  } finally {
    await db.close();
  }
}

/** A server for all tests of a file; it is closed after the last of them. */
export async function sharedServer(
  flags: Readonly<Partial<Record<SettingKey, string>>> = {},
): Promise<TestServer> {
  // Trainers are processes of their own, and a busy machine takes its time to start them.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  const server = await buildServer(flags);
  afterAll(() => server.close());
  return server;
}

/** A small valid picture: 40 by 30 pixels, 619 bytes. */
export const picture: Buffer = readFileSync(new URL('../fixtures/media/picture.jpg', import.meta.url));

/** A name that no other object of this test run has. */
export function uniqueName(prefix: string): string {
  counter += 1;
  return `${prefix}_${counter}`;
}

let counter = 0;
