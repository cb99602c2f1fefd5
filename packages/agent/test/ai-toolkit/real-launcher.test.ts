import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agentProgram } from '../../src/index.ts';
import { type Bench, exists, openBench } from '../agent-under-test.ts';
import { endOf, trainingAssignment } from './trainer-bench.ts';

/** A Python with accelerate, which nobody has who does not train. */
const python = process.env['TEST_ACCELERATE_PYTHON'] ?? '';
if (python === '') {
  process.stderr.write('SKIPPED: TEST_ACCELERATE_PYTHON is not set; the real accelerate launched nothing.\n');
}
const directory = fileURLToPath(new URL('./ranked-trainer', import.meta.url));
const patienceMs = 90_000;

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

/** Starts a run of two ranks; resolves when both train. */
async function start(
  behaviour: Readonly<Record<string, unknown>>,
): Promise<{ running: Bench; pids: number[] }> {
  const gpus = [0, 1].map((index) => ({ id: `GPU-0f7${index}`, index }));
  const process = { behaviour: { notesIn, ...behaviour }, train: { steps: 100_000 }, datasets: [] };
  const changes = { gpus, total_steps: 100_000, stop_grace_ms: 2_000, datasets: [] };
  const running = await openBench(trainingAssignment(process, changes));
  bench = running;
  running.startAgent({
    entry: agentProgram.entry,
    environment: { TRAINYARD_AI_TOOLKIT_DIR: directory, TRAINYARD_AI_TOOLKIT_PYTHON: python },
  });
  await running.waitFor('both ranks', () => readdirSync(notesIn).length === 2, patienceMs);
  const notes = readdirSync(notesIn).map(
    (file) =>
      JSON.parse(readFileSync(join(notesIn, file), 'utf8')) as { pid: number; env: Record<string, string> },
  );
  expect(notes.map(({ env }) => [env['RANK'], env['WORLD_SIZE']]).sort()).toEqual([
    ['0', '2'],
    ['1', '2'],
  ]);
  return { running, pids: [...notes.map(({ pid }) => pid), running.trainerPid()] };
}

test.skipIf(python === '').each([
  ['listen to their control row', {}],
  ['do not', { ignoresStop: true }],
])(
  'two ranks of the real accelerate that %s are stopped, and nothing of them is left',
  async (_what, behaviour) => {
    const { running, pids } = await start(behaviour);
    const isTraining = () => (running.reportsOf('progress').at(-1)?.step ?? 0) > 3;
    await running.waitFor('a few steps', isTraining, patienceMs);
    expect(pids.filter(exists)).toHaveLength(3);
    running.server.command('stop');
    await running.waitFor('the end', () => running.reportsOf('ended').length > 0, patienceMs);
    expect(await endOf(running)).toMatchObject({ outcome: 'stopped' });
    expect(pids.filter(exists)).toEqual([]);
  },
  240_000,
);

test.skipIf(python === '')(
  'the failure of one rank under the real accelerate is told as its own',
  async () => {
    const { running, pids } = await start({ failingRank: 1 });
    await running.waitFor('the end', () => running.reportsOf('ended').length > 0, patienceMs);
    expect(await endOf(running)).toMatchObject({ outcome: 'failed', reason: 'CUDA_OUT_OF_MEMORY' });
    expect(pids.filter(exists)).toEqual([]);
  },
  240_000,
);
