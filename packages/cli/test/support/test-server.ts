import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, startServer } from '@trainyard/server';
import { afterAll, beforeAll } from 'vitest';
import type { Io } from '../../src/io.ts';
import { run } from '../../src/run.ts';
import { captureIo } from './captured-io.ts';

export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** Runs a command line as the account of this server, and returns what came of it. */
  command(argv: readonly string[], given?: Parameters<typeof captureIo>[0]): Promise<CommandOutcome>;
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A real server on a free port, with the files of one test file, for as long as that runs; `flags` are settings. */
export function useServer(flags: Readonly<Record<string, string>> = {}): TestServer {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-cli-server-'));
  const settings = loadSettings({
    flags: { dataDir, port: '0', logLevel: 'error', ...flags },
    env: {},
    file: null,
  });
  let url = '';
  let token = '';
  let close = async (): Promise<void> => undefined;
  const command: TestServer['command'] = async (argv, given = {}) => {
    const env: Io['env'] = { TRAINYARD_URL: url, TRAINYARD_TOKEN: token, ...given.env };
    const io = captureIo({ cwd: dataDir, ...given, env });
    return { exitCode: await run(argv, io), out: io.out(), err: io.err() };
  };

  beforeAll(async () => {
    const server = await startServer(settings);
    ({ url, close } = server);
    const created = await command(['token', 'create', '--account', 'tester', '--data-dir', dataDir]);
    token = created.out.trim();
  });
  afterAll(async () => {
    await close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    get url() {
      return url;
    },
    dataDir,
    command,
  };
}
