import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assignment } from '@trainyard/core';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { agentProgram } from '../src/index.ts';
import { type Bench, manifestFile, openBench, scriptedAssignment } from './agent-under-test.ts';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

async function startRealRun(changes: Partial<Assignment>, steps: number): Promise<Bench> {
  const colours = ['red', 'green', 'blue'];
  const images = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const captions = colours.map((colour) => `a ${colour} square`);
  const files = colours.flatMap((colour, index) => [
    manifestFile(`${colour}.png`, images[index] ?? ''),
    manifestFile(`${colour}.txt`, captions[index] ?? ''),
  ]);
  const bench = await openBench(
    scriptedAssignment([], {
      config: realConfig(steps),
      total_steps: steps,
      datasets: [{ name: 'squares', revision: 1, files }],
      ...changes,
    }),
  );
  benches.push(bench);
  colours.forEach((colour, index) => {
    bench.server.files.set(`/files/${colour}.png`, images[index] ?? Buffer.alloc(0));
    bench.server.files.set(`/files/${colour}.txt`, Buffer.from(captions[index] ?? ''));
  });
  return bench;
}

function realConfig(steps: number): Record<string, unknown> {
  const process = {
    type: 'diffusion_trainer',
    training_folder: '/app/ai-toolkit/output',
    network: { type: 'lora', linear: 4, linear_alpha: 4 },
    save: { save_every: 4, max_step_saves_to_keep: 4 },
    datasets: [{ folder_path: '/app/ai-toolkit/datasets/squares', caption_ext: 'txt', resolution: [64] }],
    train: { steps, batch_size: 1, lr: 1e-4, optimizer: 'adamw', skip_first_sample: true },
    training_seed: 7,
    model: { name_or_path: 'x/y', arch: 'flux' },
    sample: { sample_every: 4, prompts: ['a red square'], width: 64, height: 64 },
  };
  return { job: 'extension', config: { name: 'my_lora', process: [process] } };
}

const sha256 = (bytes: Buffer | null | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const bytesOf = (bench: Bench, id: string) => bench.server.artifacts.get(id)?.bytes ?? Buffer.alloc(0);

test('the built-in trainer runs to its end, and a resumed run gives the same LoRA to the bit', async () => {
  const whole = await startRealRun({}, 8);
  expect((await whole.startAgent({ entry: agentProgram.entry }).ended).code).toBe(0);
  expect(whole.server.reports.at(-1)).toMatchObject({
    type: 'ended',
    outcome: 'finished',
    step: 8,
    exit_code: 0,
  });
  expect(whole.reportsOf('phase').map((report) => report.phase)).toContain('training');
  expect(whole.reportsOf('progress').flatMap((report) => report.metrics)).toHaveLength(8);
  const names = [...whole.server.artifacts.keys()]
    .sort()
    .map((name) => name.replace(/sample-\d+/, 'sample-ms'));
  expect(names).toEqual([
    'checkpoint-my_lora.safetensors',
    'checkpoint-my_lora_000000004.safetensors',
    'config-config.yaml',
    'optimizer-optimizer_000000004.safetensors',
    'optimizer-optimizer_000000008.safetensors',
    'sample-ms__000000004_0.jpg',
    'sample-ms__000000008_0.jpg',
  ]);

  const resumeFiles = (['checkpoint', 'optimizer'] as const).map((kind) => {
    const filename =
      kind === 'checkpoint' ? 'my_lora_000000004.safetensors' : 'optimizer_000000004.safetensors';
    const bytes = bytesOf(whole, `${kind}-${filename}`);
    const local = join(whole.folder, filename);
    writeFileSync(local, bytes);
    return { ...manifestFile(filename, bytes, local), kind, step: 4 };
  });
  const resumed = await startRealRun({ resume_from: { step: 4, files: resumeFiles } }, 8);
  await resumed.startAgent({ entry: agentProgram.entry }).ended;
  expect(resumed.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished', step: 8 });
  const points = resumed.reportsOf('progress').flatMap((report) => report.metrics.map((point) => point.step));
  expect(points).toEqual([5, 6, 7, 8]);
  expect(sha256(bytesOf(resumed, 'checkpoint-my_lora.safetensors'))).toBe(
    sha256(bytesOf(whole, 'checkpoint-my_lora.safetensors')),
  );
}, 60_000);

test('the built-in trainer stops when asked, with a checkpoint of the step it reached', async () => {
  const bench = await startRealRun({}, 100_000);
  const agent = bench.startAgent({ entry: agentProgram.entry });
  await bench.waitFor('a first step', () => bench.reportsOf('progress').length > 0);
  bench.server.command('stop');
  await agent.ended;
  const end = bench.reportsOf('ended')[0];
  expect(end).toMatchObject({ outcome: 'stopped', exit_code: 3 });
  const saved = [...bench.server.artifacts.values()].filter(({ request }) => request.kind === 'checkpoint');
  expect(saved.some(({ request, isPublished }) => isPublished && request.step === end?.step)).toBe(true);
}, 60_000);
