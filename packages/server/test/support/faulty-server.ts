import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { ApiClient } from './api-client.ts';
import { createTestTokens } from './build-server.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('../dispatch/server-process.ts', import.meta.url));

/** A server in a process of its own, to which real faults can be done. */
export interface FaultyServer {
  readonly dataDir: string;
  readonly ada: ApiClient;
  /** What it has written to standard error. */
  log(): string;
  /**
   * From now on no file of the server can grow beyond so many bytes: writes fail as on a full disk (`EFBIG`
   * for `ENOSPC`). Null lifts the limit.
   */
  limitFiles(bytes: number | null): void;
  /** Runs SQL over another connection to its database, such as one that takes a table away. */
  sql(statement: string): void;
}

/** Starts the server; it ends with the running test. */
export async function startFaultyServer(): Promise<FaultyServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-fault-'));
  const database = openDataDir(dataDir).database;
  const tokens = await createTestTokens(database);
  const child = fork(program, [dataDir], {
    execArgv: ['--import', tsx, '--conditions=source'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const [message] = (await once(child, 'message')) as [{ url: string }];
  return {
    dataDir,
    ada: new ApiClient(message.url, tokens.byAccount.ada),
    log: () => log,
    limitFiles(bytes) {
      const limit = bytes === null ? 'unlimited' : String(bytes);
      execFileSync('/usr/bin/prlimit', ['--pid', String(child.pid), `--fsize=${limit}:unlimited`]);
    },
    sql(statement) {
      const db = new Sqlite(database);
      try {
        db.exec(statement);
      } finally {
        db.close();
      }
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
