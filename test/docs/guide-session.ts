import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePictures } from '../../packages/cli/src/demo/pictures.ts';
import { root } from './documents.ts';
import type { FencedBlock } from './markdown.ts';

/** What came of running the blocks of a page. */
export interface SessionResult {
  /** 0 when every command succeeded. */
  readonly exitCode: number;
  /** Line of the page at which the block that failed, or the last one, begins. */
  readonly line: number;
  /** What the commands printed, and what the servers did. */
  readonly output: string;
}

/** The port that the pages name; each session has one of its own instead. */
const writtenPort = '8700';

/** True for a block that a reader leaves running in a terminal of its own. */
function startsServer({ code }: Pick<FencedBlock, 'code'>): boolean {
  return /^([A-Z_]+=\S+ )*(npx )?trainyard serve\b/m.test(code);
}

/**
 * Runs blocks in order as a reader would: in one shell, in a folder that looks like a clone after the demo, with
 * a server in a second terminal. A block that starts a server first stops the one before, as Ctrl-C does.
 */
export async function runBlocks(
  blocks: readonly FencedBlock[],
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<SessionResult> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-docs-'));
  try {
    await makeClone(folder);
    const port = String(await freePort());
    writeFileSync(join(folder, '.session', 'script.sh'), scriptOf(blocks, folder, port));
    return await runScript(folder, environmentOf(folder, port), timeoutMs);
  } finally {
    killAgents(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The files that the pages rely on, and the command on PATH, run from its source. */
async function makeClone(folder: string): Promise<void> {
  const bin = join(folder, '.session', 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['docs', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  await writePictures(join(folder, 'trainyard-demo', 'yardo-20260101000000', 'pictures'));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const main = join(root, 'packages/cli/src/main.ts');
  const commands = {
    trainyard: `exec '${process.execPath}' --conditions=source --import '${tsx}' '${main}' "$@"`,
    npx: 'exec "$@"',
    node: `exec '${process.execPath}' "$@"`,
  };
  for (const [name, line] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }
}

/** Nothing of the environment in which the tests run but where programs are. */
function environmentOf(folder: string, port: string): Record<string, string> {
  return {
    PATH: `${join(folder, '.session', 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    LANG: 'C.UTF-8',
    TRAINYARD_PORT: port,
    TRAINYARD_URL: `http://127.0.0.1:${port}`,
  };
}

function scriptOf(blocks: readonly FencedBlock[], folder: string, port: string): string {
  const session = join(folder, '.session');
  const steps = blocks.map((block, index) => {
    const code = block.code.replaceAll(writtenPort, port);
    if (!startsServer(block)) return `at ${block.line}\n${code}`;
    const file = join(session, `server-${index}.sh`);
    writeFileSync(file, `set -e\n${code}\n`);
    return `at ${block.line}\nstop_server\nstart_server '${file}'`;
  });
  return `set -eu
at() { printf '%s\\n' "$1" > '${session}/line'; }
stop_server() {
  [ -f '${session}/server.pid' ] || return 0
  group=$(cat '${session}/server.pid')
  kill -TERM -- "-$group" || true
  for _ in $(seq 300); do kill -0 -- "-$group" 2> /dev/null || break; sleep 0.1; done
  if kill -KILL -- "-$group" 2> /dev/null; then echo 'The server did not end within 30 s of SIGTERM.' >&2; exit 1; fi
  rm '${session}/server.pid'
}
start_server() {
  setsid bash "$1" < /dev/null >> '${session}/server.log' 2>&1 &
  printf '%s\\n' $! > '${session}/server.pid'
  for _ in $(seq 300); do
    curl -fs 'http://127.0.0.1:${port}/readyz' > /dev/null && return 0
    kill -0 "$!" 2> /dev/null || { echo 'The server did not start.' >&2; exit 1; }
    sleep 0.1
  done
  echo 'The server was not ready within 30 s.' >&2
  exit 1
}
trap 'code=$?; trap - EXIT; stop_server || code=1; exit $code' EXIT
${steps.join('\n')}
`;
}

async function runScript(
  folder: string,
  env: Record<string, string>,
  timeoutMs: number,
): Promise<SessionResult> {
  const session = join(folder, '.session');
  const child = spawn('bash', [join(session, 'script.sh')], { cwd: folder, env, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const timer = setTimeout(() => {
    output += `\nIt took more than ${timeoutMs} ms and was stopped.\n`;
    killGroup(child.pid);
    killGroup(Number(readIfThere(join(session, 'server.pid'))));
  }, timeoutMs);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  const log = readIfThere(join(session, 'server.log'));
  return {
    exitCode,
    line: Number(readIfThere(join(session, 'line'))),
    output: log === '' ? output : `${output}\n-- the server:\n${log}`,
  };
}

/** Agents outlive their server, so what a failed page leaves is ended by what it noted in its folder. */
function killAgents(folder: string): void {
  for (const file of findRecords(folder)) {
    try {
      const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown };
      if (typeof pid === 'number') killGroup(pid);
    } catch {
      // Gone meanwhile, or half written: the process that wrote it is on its way out.
    }
  }
}

function findRecords(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const runs = join(folder, entry.name, 'runs');
    if (!entry.isDirectory() || !existsSync(runs)) return [];
    return readdirSync(runs).flatMap((run) =>
      ['started.json', 'agent.json', 'trainer.json'].map((name) => join(runs, run, name)),
    );
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined || !Number.isSafeInteger(pid) || pid <= 1) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // No process of it is left.
  }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** The programs beside Node that the pages use and that this machine lacks. */
export function missingPrograms(): string[] {
  return ['bash', 'curl', 'setsid'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  );
}
