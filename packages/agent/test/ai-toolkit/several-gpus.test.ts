import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, exists } from '../agent-under-test.ts';
import { endOf, published, startTraining, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
let notesIn = '';
beforeEach(() => {
  notesIn = mkdtempSync(join(tmpdir(), 'agent-ranks-'));
});
afterEach(async () => {
  await bench?.close();
  bench = null;
  rmSync(notesIn, { recursive: true });
});

interface RankNote {
  pid: number;
  args: string[];
  env: Record<string, string>;
}

/** What each rank noted of itself at its start, in the order of ranks. */
function ranks(): RankNote[] {
  return readdirSync(notesIn)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(notesIn, file), 'utf8')) as RankNote);
}

async function start(
  gpuCount: number,
  behaviour: Readonly<Record<string, unknown>>,
  { steps = 20, kind = 'GPU-0f7' } = {},
): Promise<Bench> {
  const gpus = Array.from({ length: gpuCount }, (_, index) => ({ id: `${kind}${index}`, index }));
  const process = { behaviour: { notesIn, ...behaviour }, train: { steps } };
  bench = await startTraining(trainingAssignment(process, { gpus, total_steps: steps, stop_grace_ms: 300 }));
  return bench;
}

/** A run that trains until it is told to stop, with all its ranks. */
async function startLong(gpuCount: number, behaviour: Readonly<Record<string, unknown>>): Promise<Bench> {
  const running = await start(gpuCount, behaviour, { steps: 100_000 });
  await running.waitFor('all ranks and a few steps', () => {
    const isTraining = (running.reportsOf('progress').at(-1)?.step ?? 0) > 3;
    return isTraining && readdirSync(notesIn).length === gpuCount;
  });
  return running;
}

test('eight GPUs get a process each from the launcher, and count, train and save as one run', async () => {
  // Slow enough that every save is seen before the next.
  const running = await start(8, { stepMs: 40 });
  expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 20, message: null });
  const all = ranks();
  expect(all.map(({ env }) => [env['RANK'], env['WORLD_SIZE']])).toEqual(
    Array.from({ length: 8 }, (_, rank) => [String(rank), '8']),
  );
  const devices = Array.from({ length: 8 }, (_, index) => `GPU-0f7${index}`).join(',');
  for (const { args, env } of all) {
    expect(env['CUDA_VISIBLE_DEVICES']).toBe(devices);
    expect(args).toEqual([
      expect.stringMatching(/\/run\.py$/),
      join(running.folder, 'run', 'job_config.json'),
    ]);
  }
  const points = running.reportsOf('progress').flatMap((report) => report.metrics);
  expect(points.map(({ step }) => step).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect(published(running, 'checkpoint').map(({ filename }) => filename)).toEqual([
    'my_lora_000000005.safetensors',
    'my_lora_000000010.safetensors',
    'my_lora_000000015.safetensors',
    'my_lora.safetensors',
  ]);
  expect(published(running, 'sample')).toHaveLength(6);
});

test('one GPU needs no launcher', async () => {
  await endOf(await start(1, {}));
  expect(ranks().map(({ env }) => [env['RANK'], env['CUDA_VISIBLE_DEVICES']])).toEqual([
    [undefined, 'GPU-0f70'],
  ]);
});

test('slots of the processor get one process, which alone writes the files', async () => {
  expect(await endOf(await start(8, {}, { kind: 'cpu-' }))).toMatchObject({ outcome: 'finished' });
  expect(ranks().map(({ env }) => [env['RANK'], env['CUDA_VISIBLE_DEVICES']])).toEqual([[undefined, '']]);
});

test.each([
  ['listen to their control row', {}],
  ['listen to an interrupt', { ignoresStop: true }],
  ['listen to nothing', { ignoresStop: true, ignoresInterrupt: true, ignoresTerm: true }],
])('a stop ends all ranks, where they %s', async (_what, behaviour) => {
  const running = await startLong(4, behaviour);
  const pids = ranks().map(({ pid }) => pid);
  expect(pids.filter(exists)).toHaveLength(4);
  running.server.command('stop');
  expect(await endOf(running)).toMatchObject({ outcome: 'stopped' });
  expect(pids.filter(exists)).toEqual([]);
});

test('the failure of any rank is told, not that of its launcher', async () => {
  const failure = {
    type: 'torch.OutOfMemoryError',
    message: 'CUDA out of memory. Tried to allocate 2.00 GiB.',
  };
  const running = await start(3, { at: 9, rank: 2, stepMs: 15, ...failure });
  const ended = await endOf(running);
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'CUDA_OUT_OF_MEMORY' });
  expect(ended.message).toMatch(/ran out of memory while .*2\.00 GiB/);
  expect(ranks().filter(({ pid }) => exists(pid))).toEqual([]);
});

test('a rank that was killed is told as that', async () => {
  const ended = await endOf(await start(3, { at: 9, rank: 1, stepMs: 15, signal: 'SIGKILL' }));
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'PROCESS_KILLED' });
  expect(ended.message).toMatch(/One of the trainer's processes was killed while /);
});
