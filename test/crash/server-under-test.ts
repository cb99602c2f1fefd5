import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEvent } from './history.ts';
import { trainyardProgram } from './trainyard-program.ts';

/** The server of a campaign, which dies and comes back on the same data folder. */
export interface ServerUnderTest {
  /** Where it listens, or listened last. */
  url(): string;
  pid(): number | null;
  /** Starts it and waits until it says that it is ready; on another port, or the one it had. */
  start(on: 'same-port' | 'another-port'): Promise<void>;
  /** Sends a signal and waits until the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Settles once the server is ready. */
  ready(): Promise<void>;
  /** Makes a token for an account. */
  createToken(account: string): string;
}

const readyWithinMs = 60_000;

/** A server on a data folder; its log goes into `logFile`. */
export function createServerUnderTest(options: {
  readonly dataDir: string;
  readonly logFile: string;
  readonly settings: readonly string[];
  /** Added to the environment of this process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly record: (event: HistoryEvent) => void;
}): ServerUnderTest {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  let child: ChildProcess | null = null;
  let url = '';
  let readiness = gate();

  async function launch(port: string): Promise<boolean> {
    const started = spawn(
      process.execPath,
      [...trainyardProgram, 'serve', '--port', port, '--data-dir', options.dataDir, ...options.settings],
      { env: { ...process.env, ...options.variables }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child = started;
    const lines = createInterface({ input: started.stderr });
    const listening = new Promise<string | null>((resolve) => {
      lines.on('line', (line) => {
        log.write(`${line}\n`);
        const found = /Listening on\s+(http:\/\/\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      started.once('exit', () => resolve(null));
    });
    const found = await listening;
    if (found === null) return false;
    url = found;
    return true;
  }

  async function untilReady(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    for (;;) {
      const answer = await fetch(`${url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      if (performance.now() > deadline) throw new Error(`The server was not ready in time: ${url}`);
      await sleep(20);
    }
  }

  return {
    url: () => url,
    pid: () => child?.pid ?? null,
    ready: () => readiness.opened,
    async start(on) {
      const port = on === 'same-port' && url !== '' ? new URL(url).port : '0';
      // The port may have been taken by somebody else meanwhile.
      if (!(await launch(port)) && !(await launch('0'))) throw new Error('The server did not start.');
      await untilReady();
      options.record({ type: 'server', at: Date.now(), state: 'ready', exit: null });
      readiness.open();
    },
    async end(signal) {
      const ending = child;
      if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
      readiness = gate();
      const toldAt = Date.now();
      const exited = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      ending.kill(signal);
      if (signal === 'SIGKILL') {
        options.record({ type: 'killed', at: toldAt, target: 'server', signal, runId: null });
      }
      await exited;
      child = null;
      const at = Date.now();
      const exit = { signal: ending.signalCode, code: ending.exitCode, tookMs: at - toldAt };
      options.record({ type: 'server', at, state: 'gone', exit });
    },
    createToken: (account) =>
      execFileSync(
        process.execPath,
        [...trainyardProgram, 'token', 'create', '--account', account, '--data-dir', options.dataDir],
        {
          env: { ...process.env, ...options.variables },
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      ).trim(),
  };
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
