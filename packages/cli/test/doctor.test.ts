import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';

const server = useServer();

async function examine(...flags: string[]) {
  const io = captureIo({ cwd: tempFolder() });
  const exitCode = await run(['doctor', ...flags, '--json'], io);
  const { ok, checks } = JSON.parse(io.out()) as {
    ok: boolean;
    checks: { name: string; ok: boolean; message: string }[];
  };
  return { exitCode, ok, check: (name: string) => checks.find((each) => each.name === name), checks };
}

test('where a server would work, all is well', async () => {
  const io = captureIo({ cwd: tempFolder() });
  expect(await run(['doctor', '--port', '0'], io)).toBe(0);
  expect(io.out()).toMatch(/^ok {7}settings {6}are right\n/);
  expect(io.out()).toMatch(/\n\nAll is well\.\n$/);
});

test('the data folder of a running server is in order, and its port is its own', async () => {
  const { port } = new URL(server.url);
  const { exitCode, check, checks } = await examine('--data-dir', server.dataDir, '--port', port);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(exitCode).toBe(0);
  expect(check('port')?.message).toBe(`the running server of this data folder listens on ${server.url}`);
  expect(check('database')?.message).toContain('SQLite, opens');
});

test('a port that another program has is a problem, with its process', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { exitCode, ok, check } = await examine('--port', String(port));
  expect([exitCode, ok, check('port')?.ok]).toEqual([1, false, false]);
  expect(check('port')?.message).toContain(`Port ${port} is taken`);
  if (process.platform === 'linux') expect(check('port')?.message).toContain(`(process ${process.pid})`);
});

test('faults of the settings are a problem, and the rest is still looked at', async () => {
  const { exitCode, check } = await examine('--port', 'x');
  expect(exitCode).toBe(1);
  expect(check('settings')?.message).toContain('--port is "x"');
  expect(check('images')?.ok).toBe(true);
  expect(check('videos')?.ok).toBe(true);
});

test('a secret that others can read is a problem', async () => {
  const dataDir = tempFolder();
  const path = join(dataDir, 'secret.key');
  writeFileSync(path, 'x'.repeat(44));
  chmodSync(path, 0o644);
  const { check } = await examine('--data-dir', dataDir, '--port', '0');
  expect(check('secret key')).toMatchObject({
    ok: false,
    message: expect.stringContaining(`chmod 600 ${path}`),
  });
});

test('a database that is none is a problem', async () => {
  const dataDir = tempFolder();
  writeFileSync(join(dataDir, 'trainyard.db'), 'not a database, but a text of some length. '.repeat(50));
  const { check } = await examine('--data-dir', dataDir, '--port', '0');
  expect(check('database')).toMatchObject({ ok: false, message: expect.stringContaining('trainyard.db') });
});

test('a data folder that is a file is a problem', async () => {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  const { check } = await examine('--data-dir', file, '--port', '0');
  expect(check('data folder')).toMatchObject({
    ok: false,
    message: expect.stringContaining('cannot be written'),
  });
});
