import { type Io, realClock } from '../../src/io.ts';

/** An io whose output is kept, for commands run in the test's own process. */
export interface CapturedIo extends Io {
  /** Everything written to standard output so far. */
  out(): string;
  /** Everything written to standard error so far. */
  err(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
}

/** Without a terminal, an environment or input, unless they are given. */
export function captureIo(
  given: Partial<Pick<Io, 'env' | 'cwd' | 'fetch' | 'clock' | 'outIsTty' | 'errIsTty'>> & {
    stdin?: string;
  } = {},
): CapturedIo {
  const { stdin = '', ...rest } = given;
  const controller = new AbortController();
  let out = '';
  let err = '';
  const writeOut = (text: string): void => {
    out += text;
  };
  const writeErr = (text: string): void => {
    err += text;
  };
  return {
    writeOut,
    writeErr,
    print: (line) => writeOut(`${line}\n`),
    note: (line) => writeErr(`${line}\n`),
    readStdin: async () => stdin,
    env: {},
    cwd: '/',
    nodeVersion: process.versions.node,
    outIsTty: false,
    errIsTty: false,
    columns: 80,
    fetch: globalThis.fetch,
    clock: realClock,
    signal: controller.signal,
    ...rest,
    out: () => out,
    err: () => err,
    interrupt: () => controller.abort(),
  };
}
