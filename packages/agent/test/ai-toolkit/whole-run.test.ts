import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { Bench } from '../agent-under-test.ts';
import { endOf, published, startTraining, trainerConfig, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

test('a run is followed from its first step to its last', async () => {
  // Slow enough that every phase is seen.
  bench = await startTraining(trainingAssignment({ behaviour: { saveMs: 200, stepMs: 20 } }));
  expect(await endOf(bench)).toMatchObject({ outcome: 'finished', step: 20, exit_code: 0, message: null });
  expect(bench.reportsOf('started')).toMatchObject([{ trainer_version: 'ai-toolkit 0.12.26' }]);
  const phases = new Set(bench.reportsOf('phase').map((report) => report.phase));
  expect(phases).toEqual(new Set(['fetching', 'loading', 'caching', 'sampling', 'training', 'saving']));
  const steps = bench.reportsOf('progress').map((report) => report.step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBe(20);
});

test('losses come with their steps, counted from one and without gaps', async () => {
  bench = await startTraining(trainingAssignment());
  await endOf(bench);
  const points = bench.reportsOf('progress').flatMap((report) => report.metrics);
  // The first comes from the log, the others from the record of losses: which is read first does not matter.
  points.sort((a, b) => a.step - b.step);
  expect(points.map((point) => point.step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(points[19]).toEqual({ step: 20, loss: 1 / 20, lr: 1e-4, steps_per_second: 19.26 });
});

test('checkpoints, optimizer states and samples are published with the step that they say', async () => {
  // Slow enough that every save is seen before the next.
  bench = await startTraining(trainingAssignment({ behaviour: { stepMs: 40 } }));
  await endOf(bench);
  expect(published(bench, 'checkpoint').map(({ filename, step }) => [filename, step])).toEqual([
    ['my_lora_000000005.safetensors', 5],
    ['my_lora_000000010.safetensors', 10],
    ['my_lora_000000015.safetensors', 15],
    ['my_lora.safetensors', 20],
  ]);
  for (const state of published(bench, 'optimizer')) {
    expect(state.bytes.toString('latin1')).toContain(`state of step ${state.step}`);
  }
  expect(published(bench, 'optimizer').at(-1)).toMatchObject({
    filename: 'my_lora_000000020_optimizer.pt',
    step: 20,
  });
  expect(published(bench, 'sample').map(({ step, index, prompt }) => [step, index, prompt])).toEqual([
    [0, 0, 'sks cat'],
    [0, 1, `pay \${HF_TOKEN}`],
    [10, 0, 'sks cat'],
    [10, 1, `pay \${HF_TOKEN}`],
    [20, 0, 'sks cat'],
    [20, 1, `pay \${HF_TOKEN}`],
  ]);
});

test('what the trainer rotates away is reported as removed, with its optimizer state', async () => {
  // The one state is overwritten by the next save: the trainer waits until each has been published.
  const waitsIn = mkdtempSync(join(tmpdir(), 'agent-saves-'));
  onTestFinished(() => rmSync(waitsIn, { recursive: true }));
  const saving = { save: { save_every: 5, max_step_saves_to_keep: 1 }, behaviour: { waitsIn } };
  const running = await startTraining(trainingAssignment(saving));
  bench = running;
  for (const step of [5, 10, 15]) {
    await running.waitFor(`the optimizer state of step ${step}`, () =>
      published(running, 'optimizer').some((state) => state.step === step),
    );
    writeFileSync(join(waitsIn, String(step)), '');
  }
  await endOf(running);
  expect(bench.reportsOf('artifact_removed').map(({ kind, filename }) => [kind, filename])).toEqual([
    ['checkpoint', 'my_lora_000000005.safetensors'],
    ['optimizer', 'my_lora_000000005_optimizer.pt'],
    ['checkpoint', 'my_lora_000000010.safetensors'],
    ['optimizer', 'my_lora_000000010_optimizer.pt'],
  ]);
});

test('no variable reaches the trainer through its config, and no secret its log', async () => {
  const leak = { behaviour: { at: 3, output: 'the token is hf_abcdefghijk\n', message: `\${PATH}` } };
  bench = await startTraining(trainingAssignment(leak));
  const ended = await endOf(bench);
  expect(trainerConfig(bench)).not.toContain('${');
  expect(ended.message).toContain(`\${PATH}`);
  expect(bench.logText()).toContain('the token is');
  expect(bench.logText()).not.toContain('hf_abcdefghijk');
});

test('no secret leaves the machine, be it broken over lines, in a prompt, a description or a file of weights', async () => {
  const token = 'hf_abcdefghijk';
  const output = `a ${token.slice(0, 6)}\n${token.slice(6)} b\n\u001b[1m${token.slice(0, 9)}\u001b[0m${token.slice(9)} c\n`;
  const assignment = trainingAssignment({
    sample: { sample_every: 10, samples: [{ prompt: `a cat that costs ${token}` }] },
    behaviour: { at: 12, output, message: `refused: ${token}`, stepMs: 40 },
  });
  const meta = { name: '[name]', notes: `made with ${token}` };
  const running = await startTraining({ ...assignment, config: { ...assignment.config, meta } });
  bench = running;
  const ended = await endOf(running);
  expect(ended.message).toContain('refused: [redacted]');
  expect(running.logText()).toContain('a [redacted] b\n[redacted] c');
  expect(published(running, 'sample').map(({ prompt }) => prompt)).toContain('a cat that costs [redacted]');
  const kinds = ['config', 'checkpoint', 'sample', 'optimizer'];
  const sent = kinds.flatMap((kind) => published(running, kind));
  expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(sent.find(({ kind }) => kind === 'checkpoint')?.bytes.toString('latin1')).toContain(
    'made with [redacted]',
  );
  const everything = JSON.stringify([
    running.server.reports,
    sent.map(({ bytes: _bytes, ...request }) => request),
  ]);
  for (const text of [everything, ...sent.map(({ bytes }) => bytes.toString('latin1'))]) {
    expect(text).not.toContain(token);
  }
});

test('the trainer writes beside the links to a dataset, never into the store', async () => {
  bench = await startTraining(
    trainingAssignment({ behaviour: { at: 8, hangs: true } }, { stop_grace_ms: 300 }),
  );
  await bench.waitFor('step 8', () => bench?.reportsOf('progress').at(-1)?.step === 8);
  const dataset = join(bench.folder, 'run', 'datasets', 'cats');
  expect(readFileSync(join(dataset, '.aitk_size.json'), 'utf8')).toBe('{}');
  expect(readFileSync(join(dataset, 'a.jpg'), 'utf8')).toBe('a picture');
  bench.server.command('stop');
  await endOf(bench);
});

test('models that are trained in pairs publish both files of each save', async () => {
  bench = await startTraining(trainingAssignment({ behaviour: { pair: true } }));
  expect(await endOf(bench)).toMatchObject({ outcome: 'finished', step: 20 });
  expect(published(bench, 'checkpoint').map(({ filename }) => filename)).toEqual([
    'my_lora_000000005_high_noise.safetensors',
    'my_lora_000000005_low_noise.safetensors',
    'my_lora_000000010_high_noise.safetensors',
    'my_lora_000000010_low_noise.safetensors',
    'my_lora_000000015_high_noise.safetensors',
    'my_lora_000000015_low_noise.safetensors',
    'my_lora_high_noise.safetensors',
    'my_lora_low_noise.safetensors',
  ]);
});
