import type { Fetch } from '@trainyard/core';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Everything of the world outside that commands use. */
export interface Io {
  /** Writes to standard output: what was asked for. */
  writeOut(text: string): void;
  /** Writes to standard error: progress, explanations and failures. */
  writeErr(text: string): void;
  /** `writeOut` of one line. */
  print(line: string): void;
  /** `writeErr` of one line. */
  note(line: string): void;
  readStdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Such as `20.20.2`. */
  readonly nodeVersion: string;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  readonly fetch: Fetch;
  readonly clock: IoClock;
  /** Aborted by the first Ctrl-C or other signal to end. */
  readonly signal: AbortSignal;
}

export interface IoClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock. */
export const realClock: IoClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end);
    }),
};

/** npm hands a Ctrl-C on to a command that has had it already; so soon after the first it is the same one. */
const oneStopMs = 500;

/**
 * The io of this process. The first SIGINT, SIGTERM or SIGHUP aborts `signal`, so that a command can end in good
 * order; the second ends the process at once.
 */
export function processIo(): Io {
  const controller = new AbortController();
  let stoppedAt = 0;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      stoppedAt = Date.now();
      controller.abort();
    } else if (Date.now() - stoppedAt > oneStopMs) {
      process.exit(exitCodes.interrupted);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // A reader that has gone away (`trainyard job logs | head`) ends the command, quietly.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitCodes.done);
      throw error;
    });
  }
  const writeOut = (text: string): void => void process.stdout.write(text);
  const writeErr = (text: string): void => void process.stderr.write(text);
  return {
    writeOut,
    writeErr,
    print: (line) => writeOut(`${line}\n`),
    note: (line) => writeErr(`${line}\n`),
    readStdin: async () => {
      let text = '';
      process.stdin.setEncoding('utf8');
      for await (const piece of process.stdin) text += piece as string;
      return text;
    },
    env: process.env,
    cwd: process.cwd(),
    nodeVersion: process.versions.node,
    outIsTty: process.stdout.isTTY === true,
    errIsTty: process.stderr.isTTY === true,
    columns: process.stderr.columns || 80,
    fetch: globalThis.fetch,
    clock: realClock,
    signal: controller.signal,
  };
}

/** Sets how this process will end, once nothing is left to do. */
export function setExitCode(code: ExitCode): void {
  process.exitCode = code;
}
