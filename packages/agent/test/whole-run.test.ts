import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Bench, manifestFile, openBench, scriptedAssignment } from './agent-under-test.ts';

let bench: Bench;
afterEach(() => bench.close());

const wholeRun = [
  ['event', { event: 'phase', phase: 'training' }],
  ['progress', 5],
  ['optimizer', { file: 'optimizer/000000005.safetensors', size: 2000 }],
  ['checkpoint', { file: 'my_lora_000000005.safetensors', size: 300_000 }],
  ['sample', { file: 'samples/1__000000005_0.jpg', index: 0 }],
  ['err', 'half of\u0020'],
  ['err', 'a line with hf_sec'],
  ['err', 'ret in it\n'],
  ['progress', 10],
  ['checkpoint', { file: 'my_lora.safetensors', size: 500 }],
  ['finish'],
] as const;

describe('a whole run', () => {
  test('is reported in order, with every point and artifact, and leaves nothing behind but its records', async () => {
    bench = await openBench(scriptedAssignment(wholeRun, { secrets: { HF_TOKEN: 'hf_secret' } }));
    const agent = bench.startAgent();
    expect(await agent.ended).toEqual({ code: 0, signal: null });

    const { reports, artifacts } = bench.server;
    expect(reports.at(-1)).toMatchObject({
      type: 'ended',
      outcome: 'finished',
      step: 10,
      exit_code: 0,
      signal: null,
      message: null,
    });
    expect(bench.reportsOf('started')).toHaveLength(1);
    expect(bench.reportsOf('phase').map((report) => report.phase)).toEqual(['fetching', 'training']);
    const points = bench.reportsOf('progress').flatMap((report) => report.metrics);
    expect(points.map((point) => point.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(points[3]).toEqual({ step: 4, loss: 0.25, lr: 1e-4, steps_per_second: 10 });
    expect(bench.logText()).toContain('half of a line with [redacted] in it\n');

    expect([...artifacts.values()].every((artifact) => artifact.isPublished)).toBe(true);
    expect([...artifacts.keys()].sort()).toEqual([
      'checkpoint-my_lora.safetensors',
      'checkpoint-my_lora_000000005.safetensors',
      'config-config.yaml',
      'optimizer-optimizer_000000005.safetensors',
      'sample-1__000000005_0.jpg',
    ]);
    expect(artifacts.get('sample-1__000000005_0.jpg')?.request).toMatchObject({
      step: 5,
      index: 0,
      prompt: 'a cat',
    });
    expect(artifacts.get('sample-1__000000005_0.jpg')?.bytes?.toString()).toBe('image 0 at 5');
    const config = artifacts.get('config-config.yaml')?.bytes?.toString() ?? '';
    expect(parse(config)).toMatchObject({
      config: { process: [{ training_folder: '/app/ai-toolkit/output' }] },
    });

    const run = join(bench.folder, 'run');
    expect(JSON.parse(readFileSync(join(run, 'trainer.json'), 'utf8'))).toMatchObject({ run_id: 'run_1' });
    expect(readFileSync(join(run, 'trainer.log'), 'utf8')).not.toContain('hf_secret');
    expect(['output', 'datasets', 'staging', 'tmp'].filter((name) => existsSync(join(run, name)))).toEqual(
      [],
    );
  });

  test('starts the trainer in its own folder, with a clean environment and private paths', async () => {
    const script = [['environment'], ['arguments'], ['progress', 10], ['finish']] as const;
    bench = await openBench(scriptedAssignment(script, { secrets: { WANDB_API_KEY: 'wandb-1' } }));
    const run = join(bench.folder, 'run');
    await bench.startAgent().ended;
    const environment = JSON.parse(/^environment (.*)$/m.exec(bench.logText())?.[1] ?? '{}') as Record<
      string,
      string
    >;
    expect(Object.keys(environment).sort()).toEqual(
      [
        'CUDA_DEVICE_ORDER',
        'CUDA_VISIBLE_DEVICES',
        'HOME',
        'PATH',
        'TMPDIR',
        'TRAINYARD_RUN_ID',
        'WANDB_API_KEY',
      ].sort(),
    );
    expect(environment).toMatchObject({ HOME: run, TRAINYARD_RUN_ID: 'run_1', WANDB_API_KEY: '[redacted]' });
    expect(bench.logText()).toContain(`arguments ["--config","${run}/job_config.json"] in ${run}`);
    const config = readFileSync(join(run, 'job_config.json'), 'utf8');
    expect(config).toContain(`"training_folder":"${run}/output"`);
    expect(config).not.toContain('wandb-1');
  });

  test('links dataset files of this machine and copies what it resumes from', async () => {
    const store = mkdtempSync(join(tmpdir(), 'agent-store-'));
    const image = join(store, 'image');
    const state = join(store, 'state');
    writeFileSync(image, 'image bytes');
    writeFileSync(state, 'state bytes');
    const script = [
      ['arguments'],
      ['list', 'datasets/cats/a.png'],
      ['list', 'output/my_lora/my_lora_000000004.safetensors'],
      ['list', 'output/my_lora/optimizer/000000004.safetensors'],
      ['until', join(store, 'go')],
      ['event', { event: 'progress', step: 10 }],
      ['event', { event: 'finished', step: 10 }],
    ] as const;
    bench = await openBench(
      scriptedAssignment(script, {
        datasets: [{ name: 'cats', revision: 1, files: [manifestFile('a.png', 'image bytes', image)] }],
        resume_from: {
          step: 4,
          files: [
            {
              ...manifestFile('my_lora_000000004.safetensors', 'state bytes', state),
              kind: 'checkpoint',
              step: 4,
            },
            {
              ...manifestFile('optimizer_000000004.safetensors', 'state bytes', state),
              kind: 'optimizer',
              step: 4,
            },
          ],
        },
      }),
    );
    const agent = bench.startAgent();
    const run = join(bench.folder, 'run');
    await bench.waitFor('the listing', () =>
      bench.logText().includes('optimizer/000000004.safetensors: true'),
    );
    expect(bench.logText()).toContain(
      `"--resume","/app/ai-toolkit/output/my_lora/optimizer/000000004.safetensors"`,
    );
    expect(bench.logText()).not.toContain('false');
    const { statSync } = await import('node:fs');
    expect(statSync(join(run, 'datasets/cats/a.png')).ino).toBe(statSync(image).ino);
    expect(statSync(join(run, 'output/my_lora/my_lora_000000004.safetensors')).ino).not.toBe(
      statSync(state).ino,
    );
    expect(bench.server.requests.some(({ path }) => path.startsWith('/files/'))).toBe(false);
    writeFileSync(join(store, 'go'), '');
    await agent.ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished', step: 10 });
    rmSync(store, { recursive: true });
  });
});
