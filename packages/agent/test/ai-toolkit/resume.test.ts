import type { Assignment } from '@trainyard/core';
import { afterEach, expect, test } from 'vitest';
import { type Bench, manifestFile } from '../agent-under-test.ts';
import { optimizerState, weights } from './recorded-trainer/files.mjs';
import { endOf, published, startTraining, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** A run that goes on from step 10, with the checkpoints that `names` says and the optimizer state. */
async function resume(
  jobName: string,
  behaviour: Readonly<Record<string, unknown>> = {},
  names: readonly string[] = [`${jobName}_000000010.safetensors`],
  savedStep = 10,
  step = 10,
): Promise<Bench> {
  const checkpoint = weights(savedStep, jobName);
  const state = optimizerState(savedStep);
  const stateName = `${jobName}_000000010_optimizer.pt`;
  const resumeFrom: Assignment['resume_from'] = {
    step,
    files: [
      ...names.map((name) => ({ ...manifestFile(name, checkpoint), kind: 'checkpoint' as const, step })),
      { ...manifestFile(stateName, state), kind: 'optimizer', step },
    ],
  };
  const files = Object.fromEntries(names.map((name) => [encodeURIComponent(name), checkpoint]));
  bench = await startTraining(
    trainingAssignment({ behaviour }, { job_name: jobName, resume_from: resumeFrom }),
    { ...files, [encodeURIComponent(stateName)]: state },
  );
  return bench;
}

test.each(['my_lora', 'c', 's', 'log', 'samples', 'cat_LoRA', 'my_cn', 'a[b]c', 'name.with.dots'])(
  'a job called %j goes on from its checkpoint with the optimizer state of the same step',
  async (jobName) => {
    const running = await resume(jobName);
    expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 20 });
    expect(running.logText()).toContain('Found step 10 in metadata');
    expect(running.logText()).toContain('Loading optimizer state');
    expect(running.logText()).not.toContain('Failed to load optimizer state');
    // Only what is new is published, under the job's own name.
    expect(published(running, 'checkpoint').map(({ filename, step }) => [filename, step])).toEqual([
      [`${jobName}_000000015.safetensors`, 15],
      [`${jobName}.safetensors`, 20],
    ]);
    const points = running.reportsOf('progress').flatMap((report) => report.metrics);
    expect(points.map((point) => point.step).sort((a, b) => a - b)).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
  },
);

test('a finished job goes on from its last file', async () => {
  const running = await resume('my_lora', {}, ['my_lora.safetensors']);
  expect(await endOf(running)).toMatchObject({ outcome: 'finished' });
  expect(published(running, 'checkpoint').at(-1)).toMatchObject({
    filename: 'my_lora.safetensors',
    step: 20,
  });
});

test('a run that was lost after its last save is finished when it goes on, however soon that is over', async () => {
  const running = await resume('my_lora', {}, ['my_lora.safetensors'], 20, 20);
  expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 20 });
});

test('models that are trained in pairs go on from both files', async () => {
  const names = ['my_lora_000000010_high_noise.safetensors', 'my_lora_000000010_low_noise.safetensors'];
  const running = await resume('my_lora', { pair: true }, names);
  expect(await endOf(running)).toMatchObject({ outcome: 'finished' });
  expect(published(running, 'checkpoint').map(({ step }) => step)).toEqual([15, 15, 20, 20]);
});

test.each([
  {
    what: 'does not take the checkpoint up',
    behaviour: { ignoresResume: true },
    savedStep: 10,
    reason: 'RESUME_IGNORED',
  },
  {
    what: 'drops weights of it',
    behaviour: { dropsWeights: true },
    savedStep: 10,
    reason: 'RESUME_MISMATCH',
  },
  { what: 'finds another step in it', behaviour: {}, savedStep: 3, reason: 'RESUME_MISMATCH' },
])('a run whose trainer $what fails loudly', async ({ behaviour, savedStep, reason }) => {
  const slow = { stepMs: 200, ...behaviour };
  const running = await resume('my_lora', slow, ['my_lora_000000010.safetensors'], savedStep);
  expect(await endOf(running)).toMatchObject({ outcome: 'failed', reason });
  expect(published(running, 'checkpoint')).toEqual([]);
});
