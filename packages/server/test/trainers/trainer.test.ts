import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { readCheckouts, versionOf } from '../../src/trainers/checkouts.ts';
import { type PythonReport, probePython } from '../../src/trainers/python-probe.ts';
import { checkTrainer, judgePython } from '../../src/trainers/trainer-check.ts';
import { tempFolder } from '../support/temp-folder.ts';

const commit = '27a03a91f23eb1b757d5ec2e80ee3e129cfcc350';

function makeCheckout(version: string, withPython = false): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'run.py'), '');
  writeFileSync(join(folder, 'version.py'), `VERSION = "${version}"\n`);
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'HEAD'), `${commit}\n`);
  if (withPython) {
    mkdirSync(join(folder, 'venv', 'bin'), { recursive: true });
    writeFileSync(join(folder, 'venv', 'bin', 'python'), '');
  }
  return folder;
}

const settingsOf = (env: Record<string, string>) =>
  loadSettings({ flags: {}, env: { TRAINYARD_TRAINER: 'ai-toolkit', ...env }, file: null });

describe('checkouts', () => {
  test('one folder is the simple case, and the default beside others', async () => {
    const [simple, old] = [makeCheckout('0.12.26', true), makeCheckout('0.9.1')];
    const settings = settingsOf({
      TRAINYARD_AI_TOOLKIT_DIR: simple,
      TRAINYARD_AI_TOOLKIT_DIRS: `old=${old}`,
    });
    const checkouts = readCheckouts(settings);
    expect(checkouts.all).toEqual([
      { name: 'default', directory: simple, python: join(simple, 'venv', 'bin', 'python') },
      { name: 'old', directory: old, python: 'python3' },
    ]);
    expect(checkouts.find(null)?.name).toBe('default');
    expect(checkouts.find('old')).toMatchObject({ directory: old });
    expect(checkouts.find('gone')).toBeNull();
    expect(checkouts.all.map(versionOf)).toEqual(['0.12.26', '0.9.1']);
    expect(await checkTrainer(settings)).toBe(
      'default: ai-toolkit 0.12.26 (27a03a91f23e); old: ai-toolkit 0.9.1 (27a03a91f23e)',
    );
  });

  test('without AI_TOOLKIT_DIR the first is the default', () => {
    const settings = settingsOf({ TRAINYARD_AI_TOOLKIT_DIRS: 'b=/opt/b,a=/opt/a' });
    expect(readCheckouts(settings).find(null)?.name).toBe('b');
  });

  test('a folder that holds no AI Toolkit is a problem', async () => {
    const settings = settingsOf({ TRAINYARD_AI_TOOLKIT_DIRS: `new=${tempFolder()}` });
    await expect(checkTrainer(settings)).rejects.toThrow('AI_TOOLKIT_DIRS (new) holds no run.py');
  });
});

/** A program that answers as a Python would. */
function standInPython(script: string): string {
  const file = join(tempFolder(), 'python');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const good: PythonReport = {
  python: '3.12.3',
  missing: [],
  torch: { version: '2.7.0+cu128', cuda: '12.8', available: true, devices: 2 },
  error: null,
  warning: null,
};

describe('the Python that runs the trainer', () => {
  test('a real Python without PyTorch says that it is missing', async () => {
    const report = await probePython('python3', process.env);
    expect(report.python).toMatch(/^3\.\d+/);
    expect(report.torch === null ? report.missing : []).toEqual(
      report.torch === null ? expect.arrayContaining(['torch']) : [],
    );
  });

  test('is judged by the last line it prints, whatever libraries print before', async () => {
    const python = standInPython(`echo 'some library: hello'; echo '${JSON.stringify(good)}'`);
    expect(await probePython(python, process.env)).toEqual(good);
  });

  test.each<[string, string, RegExp]>([
    ['that is no Python', 'echo hello', /does not answer as a Python does.*AI_TOOLKIT_PYTHON/],
    [
      'that crashes',
      'echo "Fatal Python error: no codec" >&2; exit 1',
      /fails \(Fatal Python error: no codec\)/,
    ],
    ['that hangs', 'exec sleep 60', /did not answer within 0\.3 seconds/],
  ])('%s is a problem', async (_what, script, expected) => {
    await expect(probePython(standInPython(script), process.env, 300)).rejects.toThrow(expected);
  });

  test('that is not there is a problem', async () => {
    await expect(probePython('/nowhere/python', process.env)).rejects.toThrow(
      '/nowhere/python cannot be run. Set AI_TOOLKIT_PYTHON',
    );
  });

  test('gets no secret of the server', async () => {
    const python = standInPython(`echo "{\\"leak\\": \\"$SECRET\\"}" >&2; exit 1`);
    const failure = await probePython(python, { ...process.env, SECRET: 'hf_x' }).catch(String);
    expect(failure).toContain('{"leak": ""}');
  });

  test.each<[string, Partial<PythonReport>, boolean, RegExp]>([
    ['sees the GPUs', {}, true, /^Python 3\.12\.3, PyTorch 2\.7\.0\+cu128, CUDA 12\.8, 2 GPUs$/],
    ['needs none without cards', {}, false, /on the processor$/],
    ['lacks packages', { missing: ['diffusers'] }, true, /lacks diffusers\. Install/],
    [
      'cannot import PyTorch',
      { torch: null, error: 'OSError: libcudart.so.12: cannot open' },
      true,
      /cannot import PyTorch \(OSError: libcudart/,
    ],
    [
      'has a PyTorch without CUDA',
      { torch: { version: '2.7.0+cpu', cuda: null, available: false, devices: 0 } },
      true,
      /built without CUDA/,
    ],
    [
      'has a driver that is too old',
      {
        torch: { version: '2.7.0', cuda: '12.8', available: false, devices: 0 },
        warning: 'The NVIDIA driver on your system is too old (found version 11040).',
      },
      true,
      /cannot use the GPUs: The NVIDIA driver on your system is too old.*Update the driver/,
    ],
  ])('%s', (_what, change, hasCards, expected) => {
    let said: string;
    try {
      said = judgePython({ ...good, ...change }, hasCards);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(expected);
  });
});
