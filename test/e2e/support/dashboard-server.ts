import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from '@trainyard/core';
import { trainyardProgram } from '../../crash/trainyard-program.ts';
import { buildDashboard } from './build-dashboard.ts';

/** A real server in a process of its own, with the built dashboard and the built-in trainer. */
export interface DashboardServer {
  readonly url: string;
  readonly dataDir: string;
  /** Of the account `ada`, that of the browser. */
  readonly token: string;
  /** Calls the API as `ada`, to prepare and to look. */
  readonly api: Client;
  /** A token of another account; `administrator` marks the account as one. */
  createToken(account: string, options?: { readonly administrator?: boolean }): string;
  /** SIGKILL; `restart` starts it again on the same address. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** No file of the server can grow beyond so many bytes: writes fail as on a full disk. Null lifts the limit. */
  limitFiles(bytes: number | null): void;
  /** Cancels what runs, stops the server and removes its data. */
  close(): Promise<void>;
}

/** Starts a server on a free port; `settings` are flags of `trainyard serve`. */
export async function startDashboardServer(settings: readonly string[] = []): Promise<DashboardServer> {
  await buildDashboard();
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-e2e-'));
  const createToken: DashboardServer['createToken'] = (account, { administrator = false } = {}) =>
    execFileSync(
      process.execPath,
      [
        ...trainyardProgram,
        ...['token', 'create', '--account', account, '--data-dir', dataDir],
        ...(administrator ? ['--administrator'] : []),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();
  const token = createToken('ada');
  let { child, url } = await launch(dataDir, '0', settings);
  const api = createClient({ baseUrl: url, token, fetch, randomId: () => crypto.randomUUID() });

  return {
    url,
    dataDir,
    token,
    api,
    createToken,
    kill: () => end(child, 'SIGKILL'),
    async restart() {
      ({ child, url } = await launch(dataDir, new URL(url).port, settings));
    },
    limitFiles(bytes) {
      const limit = bytes === null ? 'unlimited' : String(bytes);
      execFileSync('/usr/bin/prlimit', ['--pid', String(child.pid), `--fsize=${limit}:unlimited`]);
    },
    async close() {
      await cancelAll(api).catch(() => undefined);
      await end(child, 'SIGTERM');
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function launch(
  dataDir: string,
  port: string,
  settings: readonly string[],
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [...trainyardProgram, 'serve', '--port', port, '--data-dir', dataDir, ...settings],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      const found = /Listening on\s+(http:\/\/\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server did not start:\n${lines.join('\n')}`)));
  });
  return { child, url };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await exited;
}

/** Runs outlive their server; those of a test must not. */
async function cancelAll(api: Client): Promise<void> {
  for (const status of ['IN_QUEUE', 'RUNNING'] as const) {
    const { jobs } = await api.listJobs({ query: { status } });
    for (const { id } of jobs) await api.cancelJob({ params: { job_id: id } });
  }
}
