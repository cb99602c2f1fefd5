import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Assignment } from '@trainyard/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runFolders } from '../../supervisor/run-folders.ts';
import type { TrainerEvent } from '../trainer.ts';
import { createControlDatabase } from './control-row.ts';
import { observeTrainer } from './observe.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'observe-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Observes a trainer that is nothing but streams and a control row. */
function observe(stallMs: number, runName = 'cats', jobName = 'cats') {
  const assignment: Assignment = {
    run_id: 'run_1',
    job_id: 'job_1',
    job_name: jobName,
    fence: 1,
    trainer: 'ai-toolkit',
    gpus: [],
    config: {},
    total_steps: 20,
    datasets: [],
    resume_from: null,
    secrets: {},
    report_interval_ms: 50,
    stop_grace_ms: 100,
  };
  const folders = runFolders(folder, jobName);
  mkdirSync(join(folders.output, runName), { recursive: true });
  const controlFolder = join(folder, 'control');
  mkdirSync(controlFolder);
  const controlFile = join(controlFolder, 'control.db');
  createControlDatabase(controlFile, { id: 'run_1', name: runName, step: 0 });
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const events: TrainerEvent[] = [];
  const log: string[] = [];
  let timesGivenUp = 0;
  const sink = {
    event: (event: TrainerEvent) => void events.push(event),
    log: (_stream: string, chunk: string) => void log.push(chunk),
    giveUp: () => {
      timesGivenUp += 1;
    },
  };
  const control = observeTrainer(streams, sink, {
    run: { assignment, folders, pid: process.pid },
    runName,
    controlFolder,
    stallLimits: { stepFactor: 1, leastMs: stallMs, otherPhaseMs: stallMs },
  });
  return { control, controlFile, streams, events, log, givenUp: () => timesGivenUp };
}

test('a trainer that says nothing for too long is given up once, and the run says so', async () => {
  const run = observe(150);
  await vi.waitFor(() => expect(run.givenUp()).toBe(1), { timeout: 5_000 });
  await run.control.finish?.({ exitCode: 0, signal: null });
  expect(run.givenUp()).toBe(1);
  expect(run.events.at(-1)).toMatchObject({ type: 'ended', how: 'failed', reason: 'STALLED' });
});

test('output, a step and a new phase are each a sign of life', async () => {
  const run = observe(10_000);
  run.streams.stderr.write(
    '\rcats:  25%|██▌       | 5/20 [00:00<00:00, 19.26it/s, lr: 1.0e-04 loss: 1.0e+00]\r',
  );
  await vi.waitFor(() => expect(run.events.some((event) => event.type === 'progress')).toBe(true));
  expect(run.givenUp()).toBe(0);
  await run.control.finish?.({ exitCode: 1, signal: null });
});

test('requests reach the control row', async () => {
  const run = observe(10_000);
  run.control.requestStop();
  run.control.saveNow();
  run.control.sampleNow();
  const database = new Database(run.controlFile, { readonly: true });
  const row = database.prepare('SELECT status, stop, return_to_queue, save_now, sample_now FROM Job').get();
  database.close();
  expect(row).toEqual({ status: 'running', stop: 1, return_to_queue: 0, save_now: 1, sample_now: 1 });
  await run.control.finish?.({ exitCode: 1, signal: null });
  expect(existsSync(run.controlFile)).toBe(false);
});

test('people read the name of the job where the trainer knows the run under another', async () => {
  const run = observe(10_000, 'run_LoRA_refiner_t2i_cn', 'c');
  run.streams.stdout.write('Saved checkpoint to /out/run_LoRA_refiner_t2i_cn.safetensors\n');
  await vi.waitFor(() => expect(run.log).toEqual(['Saved checkpoint to /out/c.safetensors\n']));
  await run.control.finish?.({ exitCode: 1, signal: null });
});
