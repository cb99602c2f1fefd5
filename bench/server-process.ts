import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export const command = new URL('../packages/cli/bin/trainyard.js', import.meta.url).pathname;

/** A Trainyard server in a process and a folder of its own. */
export interface BenchServer {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Starts the built server on a free port, with an account. */
export async function startBenchServer(prepare?: (dataDir: string) => void): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-bench-'));
  prepare?.(dataDir);
  const child = spawn(
    process.execPath,
    [command, 'serve', '--port', '0', '--data-dir', dataDir, '--log-level', 'warn'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const url = await firstUrl(child.stderr);
  const token = execFileSync(
    process.execPath,
    [command, 'token', 'create', '--account', 'bench', '--data-dir', dataDir],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim();
  return {
    url,
    token,
    pid: child.pid ?? 0,
    dataDir,
    close: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts the bare server; `folder` receives its files. */
export async function startBareServer(folder: string): Promise<{ url: string; close(): void }> {
  const script = new URL('./bare-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await firstUrl(child.stdout), close: () => void child.kill('SIGKILL') };
}

/** The first URL that a process prints; what it prints afterwards is read and dropped. */
async function firstUrl(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /https?:\/\/[\w.:[\]]+/.exec(line)?.[0];
    if (url !== undefined) {
      output.resume();
      return url;
    }
  }
  throw new Error('The server ended before it said where it listens.');
}

/** Resident memory of a process in bytes, as Linux tells it. */
export function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
