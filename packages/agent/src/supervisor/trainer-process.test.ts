import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

  test('that cannot be started is an error in words', async () => {
    const command = { command: join(folder, 'nothing'), args: [], env: {}, cwd: folder };
    const started = startTrainer(command, { runId: 'run_1', recordFile: join(folder, 'trainer.json') });
    await expect(started).rejects.toThrow(/The trainer could not be started: .*ENOENT/);
  });
});
