import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, readSafetensorsHeader } from '../../src/safetensors/read.ts';
import { createWorkspace, runHere, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(async () => {
  await workspace.remove();
});

async function train(out: string, changes = {}, ...more: string[]) {
  return runHere(['--config', await workspace.writeConfig(out, changes), ...more]);
}

describe('a run', () => {
  it('writes the LoRA with step, config and plain words about itself in the metadata', async () => {
    const { exitCode } = await train('plain', {
      network: { linear: 5, linear_alpha: 10 },
      save: { dtype: 'bf16' },
    });
    expect(exitCode).toBe(0);
    const path = workspace.path('plain', 'job_v1.safetensors');
    const { metadata } = await readSafetensorsHeader(path);
    expect(Object.fromEntries(metadata)).toMatchObject({
      format: 'pt',
      name: 'job_v1',
      version: '1.0',
      training_info: '{"step":6,"epoch":2}',
      ss_output_name: 'job_v1',
      network: '{"type":"lora","linear":5,"linear_alpha":10}',
    });
    expect(metadata.get('software')).toContain('trainyard-builtin');
    expect(metadata.get('note')).toContain('not for use in pictures');
    const { tensors } = await readSafetensors(path);
    expect(tensors.get('transformer.blocks.0.attn.to_q.lora_A.weight')?.shape).toEqual([5, 64]);
    expect(tensors.get('transformer.blocks.1.ff.net.2.lora_B.weight')?.shape).toEqual([64, 5]);
    expect(tensors.get('transformer.blocks.1.ff.net.2.alpha')?.values).toEqual(Float32Array.of(10));
    const learnt = tensors.get('transformer.blocks.0.attn.to_v.lora_B.weight')?.values ?? [];
    expect([...learnt].some((value) => value !== 0)).toBe(true);
  });

  it('draws samples before, between and after, each a picture of the size asked for', async () => {
    const { events } = await train('samples', {
      train: { steps: 4, disable_sampling: false },
      sample: {
        sample_every: 2,
        format: 'png',
        sample_steps: 2,
        samples: [{ prompt: '[trigger] one' }, { prompt: 'two --w 1024 --h 512', seed: 5 }],
      },
    });
    const samples = events.filter((event) => event.event === 'sample');
    expect(samples.map(({ step, index, prompt }) => [step, index, prompt])).toEqual(
      [0, 2, 4].flatMap((step) => [
        [step, 0, 'sks one'],
        [step, 1, 'two'],
      ]),
    );
    expect((await workspace.list('samples', 'samples'))[3]).toMatch(/^\d{13}__000000002_1\.png$/);
    expect(await sharp(samples[0]?.path).metadata()).toMatchObject({ format: 'png', width: 64, height: 48 });
    expect(await sharp(samples[1]?.path).metadata()).toMatchObject({ width: 512, height: 256 });
  });

  it('keeps only so many checkpoints, each with its optimizer state', async () => {
    const { events } = await train('rotation', {
      train: { steps: 10 },
      save: { save_every: 2, max_step_saves_to_keep: 2 },
    });
    expect(await workspace.list('rotation')).toEqual([
      'job_v1.safetensors',
      'job_v1_000000006.safetensors',
      'job_v1_000000008.safetensors',
      'optimizer',
      'samples',
    ]);
    expect(await workspace.list('rotation', 'optimizer')).toEqual([
      '000000006.safetensors',
      '000000008.safetensors',
      '000000010.safetensors',
    ]);
    const removed = events.filter((event) => event.event === 'removed').map(({ path }) => path);
    expect(removed).toEqual([
      workspace.path('rotation', 'job_v1_000000002.safetensors'),
      workspace.path('rotation', 'optimizer', '000000002.safetensors'),
      workspace.path('rotation', 'job_v1_000000004.safetensors'),
      workspace.path('rotation', 'optimizer', '000000004.safetensors'),
    ]);
  });

  it('keeps all checkpoints where that is asked for', async () => {
    await train('keep-all', { save: { save_every: 1, max_step_saves_to_keep: 0 } });
    expect(await workspace.list('keep-all')).toHaveLength(5 + 1 + 2);
  });

  it('reports every step with its loss and the configured rate', async () => {
    const { events } = await train('progress', {
      train: { lr: 0.0002, batch_size: 2, gradient_accumulation: 2 },
    });
    const progress = events.filter((event) => event.event === 'progress');
    expect(progress.map(({ step, total, lr }) => [step, total, lr])).toEqual(
      [1, 2, 3, 4, 5, 6].map((step) => [step, 6, 0.0002]),
    );
    for (const { loss } of progress) expect(loss > 0 && loss < 5).toBe(true);
    expect(events.at(-1)).toEqual({ event: 'finished', step: 6 });
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    for (const [out, seed] of [
      ['seed-a', 1],
      ['seed-b', 1],
      ['seed-c', 2],
    ] as const) {
      await train(out, { process: { training_seed: seed } });
    }
    const [a, b, c] = await Promise.all(
      ['seed-a', 'seed-b', 'seed-c'].map((out) => readSafetensors(workspace.path(out, 'job_v1.safetensors'))),
    );
    expect(a).toEqual(b);
    expect(a?.tensors).not.toEqual(c?.tensors);
  });

  it('saves and samples when asked to', async () => {
    const config = await workspace.writeConfig('asked', {
      train: { disable_sampling: false, skip_first_sample: true },
    });
    const { events } = await runHere(['--config', config], (event, control) => {
      if (event.event === 'progress' && event.step === 2) control.requestSave();
      if (event.event === 'progress' && event.step === 4) control.requestSample();
    });
    expect(events).toContainEqual({
      event: 'checkpoint',
      path: workspace.path('asked', 'job_v1_000000002.safetensors'),
      step: 2,
    });
    expect(events.filter((event) => event.event === 'sample').map(({ step }) => step)).toEqual([4, 6]);
  });

  it('leaves broken pictures out with a line in the log, and stands a picture in for a video', async () => {
    const other = await createWorkspace();
    try {
      await writeFile(join(other.dataset, 'broken.jpg'), 'no picture');
      await writeFile(join(other.dataset, 'clip.mp4'), 'no real video');
      const { log, exitCode } = await runHere(['--config', await other.writeConfig('out')]);
      expect(exitCode).toBe(0);
      expect(log).toMatch(/Left out broken\.jpg/);
      expect(log).toMatch(/SIMULATED: .* 1 video/);
      expect(log).toMatch(/on 4 pictures an epoch/);
    } finally {
      await other.remove();
    }
  });
});

describe('a run that goes on', () => {
  it('after a stop at any step ends with the same bytes as one unbroken', async () => {
    const changes = { train: { steps: 12, batch_size: 2, lr_scheduler: 'cosine' }, network: { linear: 6 } };
    await train('unstopped', changes);
    const config = await workspace.writeConfig('stopped', changes);
    const first = await runHere(['--config', config], (event, control) => {
      if (event.event === 'progress' && event.step === 5) control.requestStop('a test');
    });
    expect(first.exitCode).toBe(3);
    expect(first.events.slice(-3)).toEqual([
      { event: 'optimizer', path: workspace.path('stopped', 'optimizer', '000000005.safetensors'), step: 5 },
      { event: 'checkpoint', path: workspace.path('stopped', 'job_v1_000000005.safetensors'), step: 5 },
      { event: 'stopped', step: 5 },
    ]);
    await train(
      'stopped',
      changes,
      '--resume',
      workspace.path('stopped', 'optimizer', '000000005.safetensors'),
    );
    const file = 'job_v1.safetensors';
    expect((await workspace.read('stopped', file)).equals(await workspace.read('unstopped', file))).toBe(
      true,
    );
  });

  it('from a checkpoint alone takes its weights and step and says that the moments are new', async () => {
    await train('weights', { train: { steps: 3 } });
    const weights = workspace.path('weights', 'job_v1.safetensors');
    const { events, log } = await train('from-weights', {}, '--resume-weights', weights);
    expect(log).toMatch(/from the checkpoint of step 3\. There is no optimizer state/);
    expect(events.find((event) => event.event === 'progress')).toMatchObject({ step: 4 });
  });

  it('at or beyond its last step trains nothing and writes the final file', async () => {
    await train('done', { train: { steps: 4 } });
    const state = workspace.path('done', 'optimizer', '000000004.safetensors');
    const { events, exitCode } = await train('done-again', { train: { steps: 3 } }, '--resume', state);
    expect(exitCode).toBe(0);
    expect(events.some((event) => event.event === 'progress')).toBe(false);
    expect(events.at(-1)).toEqual({ event: 'finished', step: 4 });
    expect(await workspace.list('done-again')).toContain('job_v1.safetensors');
  });

  it('is refused where the rank is another', async () => {
    await train('rank', {});
    for (const [flag, file] of [
      ['--resume', 'optimizer/000000006.safetensors'],
      ['--resume-weights', 'job_v1.safetensors'],
    ] as const) {
      const resumed = train('rank-8', { network: { linear: 8 } }, flag, workspace.path('rank', file));
      await expect(resumed).rejects.toThrow(/shape \[4, 64\], but the config's network needs \[8, 64\]/);
    }
  });

  it('is refused where the state is broken, missing or something else', async () => {
    const broken = join(workspace.root, 'broken.safetensors');
    await writeFile(broken, 'short');
    await expect(train('x', {}, '--resume', broken)).rejects.toThrow(
      /optimizer state to resume from is broken/,
    );
    await expect(train('x', {}, '--resume', '/nowhere')).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await train('kind', {});
    const checkpoint = workspace.path('kind', 'job_v1.safetensors');
    await expect(train('x', {}, '--resume', checkpoint)).rejects.toThrow(
      /no optimizer state of the built-in/,
    );
    const state = workspace.path('kind', 'optimizer', '000000006.safetensors');
    await expect(train('x', {}, '--resume-weights', state)).rejects.toThrow(/which step it is of/);
  });
});
