import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../src/run.ts';
import { type CapturedIo, captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';

function startServing(io: CapturedIo, ...flags: string[]): { ended: Promise<number> } {
  const ended = run(['serve', '--port', '0', '--log-level', 'error', ...flags], io);
  onTestFinished(() => io.interrupt());
  return { ended };
}

async function urlIn(io: CapturedIo): Promise<string> {
  await expect.poll(() => io.err(), { timeout: 10_000 }).toContain('Ctrl-C ends the server.');
  return /Listening on +(\S+)/.exec(io.err())?.[1] ?? '';
}

test('the server says where it listens, what trains and how to get a token, and ends in good order', async () => {
  const cwd = tempFolder();
  const io = captureIo({ cwd });
  const { ended } = startServing(io, '--data-dir', 'data');
  const url = await urlIn(io);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(io.err()).toContain(`Data          ${cwd}/data`);
  expect(io.err()).toContain('for trying and testing');
  expect(io.err()).toContain(`trainyard token create --account NAME --data-dir ${cwd}/data`);
  expect(io.out()).toBe('');
  io.interrupt();
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/readyz`)).rejects.toThrow('fetch failed');
});

test('every fault of the settings is reported at once, before anything is started', async () => {
  const cwd = tempFolder();
  const env = { TRAINYARD_PORT: 'http', TRAINYARD_PROT: '1', TRAINYARD_TOKEN: 'of the client' };
  const io = captureIo({ cwd, env });
  expect(await run(['serve', '--gpus', 'H100', '--secret-key', 'short'], io)).toBe(2);
  expect(io.err()).toMatchInlineSnapshot(`
    "The settings are not right:
      - TRAINYARD_PROT is not a setting
      - TRAINYARD_PORT is "http", but must be a whole number from 0 to 65535
      - --gpus has "H100", but must be types and numbers such as ADA_80_PLUS=2,HOPPER_141=1
      - --secret-key has 5 characters, but must have 32 or more
    "
  `);
});

test('a settings file that is not there is a fault', async () => {
  const io = captureIo({ cwd: tempFolder() });
  expect(await run(['serve', '--settings', 'gone.yaml'], io)).toBe(2);
  expect(io.err()).toContain('gone.yaml cannot be read: ENOENT');
});

test('a second server on the same data folder is refused', async () => {
  const dataDir = join(tempFolder(), 'data');
  const first = captureIo();
  const { ended } = startServing(first, '--data-dir', dataDir);
  await urlIn(first);
  const second = captureIo();
  expect(await startServing(second, '--data-dir', dataDir).ended).toBe(2);
  expect(second.err()).toContain(`Another Trainyard server is using ${dataDir}.`);
  first.interrupt();
  expect(await ended).toBe(0);
});

test('a port that is taken is refused with what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const io = captureIo({ cwd: tempFolder() });
  expect(await run(['serve', '--port', String(port), '--log-level', 'silent'], io)).toBe(2);
  expect(io.err()).toContain(`Port ${port} of 127.0.0.1 is taken.`);
});
