import { afterEach, expect, test } from 'vitest';
import type { Bench } from '../agent-under-test.ts';
import { endOf, published, startTraining, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** Starts a run of a thousand steps and waits until it trains. */
async function startLong(behaviour: Readonly<Record<string, unknown>>, graceMs = 5_000): Promise<Bench> {
  const assignment = trainingAssignment(
    {
      train: { steps: 1000 },
      save: { save_every: 0 },
      sample: { samples: [{ prompt: 'a cat' }] },
      behaviour,
    },
    { total_steps: 1000, stop_grace_ms: graceMs },
  );
  const started = await startTraining(assignment);
  bench = started;
  await started.waitFor('a few steps', () => (started.reportsOf('progress').at(-1)?.step ?? 0) > 3);
  return started;
}

test('a stop is asked for through the control row, though the trainer then exits with 1', async () => {
  const running = await startLong({});
  running.server.command('stop');
  const ended = await endOf(running);
  expect(ended).toMatchObject({ outcome: 'stopped', exit_code: 1, reason: null });
  expect(ended.message).toMatch(/Stopped as asked, at step \d+ of 1000/);
});

test('a trainer that does not read its row is interrupted, and exit 0 is then no success', async () => {
  const running = await startLong({ ignoresStop: true }, 300);
  running.server.command('stop');
  expect(await endOf(running)).toMatchObject({ outcome: 'stopped', exit_code: 0 });
});

test('a trainer that does not listen at all is killed', async () => {
  const running = await startLong({ ignoresStop: true, ignoresInterrupt: true }, 300);
  running.server.command('stop');
  expect(await endOf(running)).toMatchObject({ outcome: 'stopped', signal: 'SIGTERM' });
});

test('an interrupt waits until a checkpoint is written', async () => {
  const running = await startLong({ ignoresStop: true, saveMs: 1_500, stepMs: 20 }, 1_000);
  running.server.command('save_now');
  await running.waitFor('a save', () =>
    running.reportsOf('phase').some((report) => report.phase === 'saving'),
  );
  running.server.command('stop');
  await endOf(running);
  // Longer than a grace and less than two: a signal at its usual time would have cut it off.
  expect(published(running, 'checkpoint')).toHaveLength(1);
});

test('a checkpoint and samples can be had at any time', async () => {
  const running = await startLong({ stepMs: 10 });
  running.server.command('save_now');
  running.server.command('sample_now');
  await running.waitFor('both', () => {
    const samples = published(running, 'sample').filter((sample) => sample.step > 0);
    return published(running, 'checkpoint').length === 1 && samples.length === 1;
  });
  const [checkpoint] = published(running, 'checkpoint');
  await running.waitFor('its optimizer state', () => published(running, 'optimizer').length === 1);
  expect(published(running, 'optimizer')[0]?.step).toBe(checkpoint?.step);
  running.server.command('stop');
  await endOf(running);
});
