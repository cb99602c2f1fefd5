import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { startTrainer } from './trainer-process.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainer-process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (program: string) =>
  startTrainer(
    { command: process.execPath, args: ['-e', program], env: {}, cwd: folder },
    { runId: 'run_1', recordFile: join(folder, 'trainer.json') },
  );

describe('a trainer process', () => {
  test('that ended before anybody read its output has lost none of it', async () => {
    const trainer = await start("console.log('said'); console.error('shouted')");
    const record = JSON.parse(readFileSync(join(folder, 'trainer.json'), 'utf8')) as object;
    expect(record).toMatchObject({ run_id: 'run_1', pid: trainer.pid, process_group: trainer.pid });
    while (identifyProcess(trainer.pid) !== null) await nextTurn();
    let text = '';
    trainer.streams.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    trainer.streams.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    expect(await trainer.ended).toEqual({ exitCode: 0, signal: null });
    expect(text).toBe('said\nshouted\n');
  });

  test('leaves nothing of its group behind', async () => {
    const child =
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })";
    const trainer = await start(`console.log(${child}.pid); process.exit(4)`);
    let text = '';
    trainer.streams.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    trainer.streams.stderr.resume();
    expect(await trainer.ended).toEqual({ exitCode: 4, signal: null });
    while (identifyProcess(Number(text)) !== null) await nextTurn();
  });

  test('leaves nothing behind that went into a session of its own, as each of several ranks does', async () => {
    const environment = { TRAINYARD_RUN_ID: 'run_1', TMPDIR: folder };
    const rank = "['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true }";
    const program = `const spawn = () => require('child_process').spawn(process.execPath, ${rank}).pid;
      console.log([spawn(), spawn()].join()); setInterval(() => {}, 1000)`;
    const command = { command: process.execPath, args: ['-e', program], env: environment, cwd: folder };
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      env: { ...environment, TMPDIR: tmpdir() },
      stdio: 'ignore',
    });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const trainer = await startTrainer(command, {
      runId: 'run_1',
      recordFile: join(folder, 'trainer.json'),
    });
    trainer.streams.stderr.resume();
    const [line] = (await once(trainer.streams.stdout, 'data')) as [Buffer];
    trainer.signalGroup('SIGKILL');
    expect(await trainer.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
    for (const pid of line.toString().split(',').map(Number)) expect(identifyProcess(pid)).toBeNull();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test('that cannot be started is an error in words', async () => {
    const command = { command: join(folder, 'nothing'), args: [], env: {}, cwd: folder };
    const started = startTrainer(command, { runId: 'run_1', recordFile: join(folder, 'trainer.json') });
    await expect(started).rejects.toThrow(/The trainer could not be started: .*ENOENT/);
  });
});
