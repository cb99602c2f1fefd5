import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';

afterEach(() => void vi.unstubAllEnvs());

const card = 'GPU-5f1c8f3e-9d2b-7c11-0c47-1c9f33b2a001';
const report = {
  python: '3.12.3',
  missing: [],
  torch: { version: '2.7.0+cu128', cuda: '12.8', available: true, devices: 1 },
  error: null,
  warning: null,
};

function program(file: string, script: string): string {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A machine with AI Toolkit and a card, as far as programs can tell; and the hub, which knows one token. */
async function examine(
  machine: { processes?: string; torch?: object; token?: string; missing?: string[] } = {},
) {
  const folder = tempFolder();
  const checkout = join(folder, 'ai-toolkit');
  mkdirSync(checkout);
  writeFileSync(join(checkout, 'run.py'), '');
  writeFileSync(join(checkout, 'version.py'), 'VERSION = "0.12.26"\n');
  writeFileSync(join(folder, 'processes'), machine.processes ?? '');
  program(
    join(folder, 'nvidia-smi'),
    `case "$1" in
  --query-gpu=driver_version) echo 570.86.15 ;;
  --query-gpu=*) echo '0, ${card}, 81559, 20400, 0, 31, NVIDIA H100 80GB HBM3' | sed "s/20400/$(if [ -s ${folder}/processes ]; then echo 20400; else echo 4; fi)/" ;;
  --query-compute-apps=*) cat ${folder}/processes ;;
esac`,
  );
  const told = { ...report, torch: machine.torch ?? report.torch, missing: machine.missing ?? [] };
  const python = program(join(folder, 'python'), `echo '${JSON.stringify(told)}'`);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  const io = captureIo({
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    fetch: (async (_url: string, init: { headers: Record<string, string> }) =>
      init.headers['authorization'] === 'Bearer hf_good'
        ? Response.json({ name: 'ada' })
        : new Response('', { status: 401 })) as never,
  });
  const flags = ['--trainer', 'ai-toolkit', '--ai-toolkit-dir', checkout, '--ai-toolkit-python', python];
  if (machine.token !== undefined) flags.push('--hf-token', machine.token);
  const exitCode = await run(['doctor', '--port', '0', ...flags, '--json'], io);
  const { checks } = JSON.parse(io.out()) as { checks: { name: string; ok: boolean; message: string }[] };
  const check = (name: string) => checks.find((each) => each.name === name);
  return { exitCode, check, problems: checks.filter(({ ok }) => !ok).map(({ name }) => name) };
}

test('a machine with AI Toolkit and a free card is said to be well, with what was found', async () => {
  const { exitCode, check, problems } = await examine({ token: 'hf_good' });
  expect(problems).toEqual([]);
  expect(exitCode).toBe(0);
  expect(check('trainer')?.message).toBe('ai-toolkit 0.12.26');
  expect(check('Python')?.message).toMatch(/^Python 3\.12\.3, PyTorch 2\.7\.0\+cu128, CUDA 12\.8, 1 GPU \(/);
  expect(check('GPUs')?.message).toBe(`driver 570.86.15; ADA_80_PLUS (NVIDIA H100 80GB HBM3, ${card})`);
  expect(check('HF token')?.message).toBe('of ada');
});

test('a card that another program holds is said to be held', async () => {
  const { check } = await examine({ processes: `${card}, ${process.pid}, 20390, python\n` });
  expect(check('GPUs')?.message).toContain(
    `not handed out. Another program computes on the card ${card}: python (${process.pid}, 20390 MiB).`,
  );
});

test('a PyTorch without CUDA, packages that are missing and a token that is none are problems', async () => {
  const torch = { version: '2.7.0+cpu', cuda: null, available: false, devices: 0 };
  const { exitCode, check, problems } = await examine({ torch, token: 'hf_old' });
  expect([exitCode, problems]).toEqual([1, ['Python', 'HF token']]);
  expect(check('Python')?.message).toContain('built without CUDA');
  expect(check('HF token')?.message).toContain('does not know the token');
  expect((await examine({ missing: ['diffusers'] })).check('Python')?.message).toContain('lacks diffusers');
});

test('an account is pinned to a checkout, and the pin is taken away', async () => {
  const dataDir = tempFolder();
  const trainyard = async (...args: string[]) => {
    const io = captureIo({ cwd: dataDir });
    return { exitCode: await run([...args, '--data-dir', dataDir], io), out: io.out(), err: io.err() };
  };
  const dirs = ['--ai-toolkit-dirs', 'stable=/opt/ai-toolkit-0.12'];
  await trainyard('token', 'create', '--account', 'me');
  expect((await trainyard('account', 'pin', 'me', 'stable', ...dirs)).out).toBe(
    'The account "me" uses "stable": ai-toolkit, in /opt/ai-toolkit-0.12.\n',
  );
  expect((await trainyard('account', 'pin', 'me', 'new', ...dirs)).err).toContain(
    'There is no checkout "new". AI_TOOLKIT_DIR and AI_TOOLKIT_DIRS name: stable.',
  );
  expect((await trainyard('account', 'pin', 'you', 'stable', ...dirs)).err).toContain(
    'There is no account "you".',
  );
  expect((await trainyard('account', 'pin', 'me')).out).toBe(
    'The account "me" uses the installation\'s default again, not "stable".\n',
  );
});
