import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/*
 * One PostgreSQL for all test files of a run. Test files run in processes of their own, so the first one that
 * asks starts it, in a folder named after their common parent, and a small shell process stops it when that
 * parent is gone.
 */

/** The address of a PostgreSQL to make databases in; null where none is installed. */
async function postgresUrl(): Promise<string | null> {
  const given = process.env['TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') return given;
  const binaries = findBinaries();
  return binaries === null ? null : startOnce(binaries);
}

/** True where there is a PostgreSQL to make databases in; says so aloud where not. */
export function hasPostgres(): boolean {
  if (process.env['TEST_POSTGRES_URL'] || findBinaries() !== null) return true;
  process.stderr.write('SKIPPED: no PostgreSQL is installed here; the database tests ran on SQLite only.\n');
  return false;
}

/** A new, empty database in it; throws where there is no PostgreSQL. */
export async function createPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await postgresUrl();
  if (server === null) throw new Error('No PostgreSQL is installed here.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(server, `drop database if exists ${name} with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function findBinaries(): string | null {
  const versions = '/usr/lib/postgresql';
  const folders = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : [];
  return (
    [...folders, '/usr/local/bin', '/usr/bin'].find((folder) =>
      ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
    ) ?? null
  );
}

async function startOnce(binaries: string): Promise<string> {
  const folder = join(tmpdir(), `trainyard-postgres-${process.ppid}`);
  const ready = join(folder, 'ready');
  try {
    mkdirSync(folder, { mode: 0o755 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return waitUntilReady(ready);
  }
  try {
    const url = start(binaries, folder);
    writeFileSync(ready, url);
    return url;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function waitUntilReady(ready: string): Promise<string> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const url = existsSync(ready) ? readFileSync(ready, 'utf8') : '';
    if (url !== '') return url;
    await delay(50);
  }
  throw new Error(`PostgreSQL was not ready within 30 s (${ready}).`);
}

function start(binaries: string, folder: string): string {
  const owner = unprivilegedUser();
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (owner !== null) {
    chownSync(folder, owner.uid, owner.gid);
    chownSync(data, owner.uid, owner.gid);
  }
  const run = (command: string, args: readonly string[]) => {
    const { status, stderr } = spawnSync(join(binaries, command), args, {
      ...owner,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  };
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  // Nothing in these databases has to survive; without fsync a fresh one takes milliseconds.
  const settings = ['fsync=off', 'full_page_writes=off', 'listen_addresses=', 'max_connections=200'];
  const flags = settings.flatMap((setting) => ['-c', `'${setting}'`]).join(' ');
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', `-k ${folder} ${flags}`, 'start']);
  const watch = `while kill -0 ${process.ppid}; do sleep 1; done
    kill -QUIT $(head -n 1 '${data}/postmaster.pid'); rm -rf '${folder}'`;
  spawn('/bin/sh', ['-c', watch], { cwd: '/', detached: true, stdio: 'ignore' }).unref();
  return `postgres://localhost/postgres?host=${encodeURIComponent(folder)}&user=postgres`;
}

/** PostgreSQL refuses to run as root; null where this process is not root. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((entry) => entry.split(':'))
    .find(([name]) => name === 'postgres');
  return { uid: Number(line?.[2] ?? 65534), gid: Number(line?.[3] ?? 65534) };
}
