import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assignment } from '@trainyard/core';
import { agentProgram } from '../../src/index.ts';
import { type Bench, manifestFile, openBench } from '../agent-under-test.ts';

const recordedTrainer = fileURLToPath(new URL('./recorded-trainer', import.meta.url));

type Fields = Readonly<Record<string, unknown>>;

/** An assignment for a run of twenty steps, saved at every fifth; `process` adds to the config's process. */
export function trainingAssignment(process: Fields = {}, changes: Partial<Assignment> = {}): Assignment {
  const jobName = changes.job_name ?? 'my_lora';
  return {
    run_id: 'run_1',
    job_id: 'job_1',
    job_name: jobName,
    fence: 5,
    trainer: 'ai-toolkit',
    gpus: [{ id: 'GPU-0f7b', index: 0 }],
    config: {
      job: 'extension',
      config: {
        name: jobName,
        process: [
          {
            type: 'sd_trainer',
            training_folder: '/app/ai-toolkit/output',
            trigger_word: 'sks',
            save: { save_every: 5, max_step_saves_to_keep: 4 },
            datasets: [{ folder_path: '/app/ai-toolkit/datasets/cats' }],
            train: { steps: 20 },
            sample: {
              sample_every: 10,
              samples: [{ prompt: '[trigger] cat' }, { prompt: `pay \${HF_TOKEN}` }],
            },
            ...process,
          },
        ],
      },
      meta: { name: '[name]' },
    },
    total_steps: 20,
    datasets: [
      {
        name: 'cats',
        revision: 1,
        files: [manifestFile('a.jpg', 'a picture'), manifestFile('a.txt', 'a cat')],
      },
    ],
    resume_from: null,
    secrets: { HF_TOKEN: 'hf_abcdefghijk' },
    report_interval_ms: 50,
    stop_grace_ms: 5_000,
    ...changes,
  };
}

/** Opens a bench whose server has the dataset, and starts the agent, that which ships or `entry`, with the recorded trainer. */
export async function startTraining(
  assignment: Assignment,
  files: Readonly<Record<string, Buffer>> = {},
  entry: string = agentProgram.entry,
): Promise<Bench> {
  const bench = await openBench(assignment);
  bench.server.files.set('/files/a.jpg', Buffer.from('a picture'));
  bench.server.files.set('/files/a.txt', Buffer.from('a cat'));
  for (const [name, bytes] of Object.entries(files)) bench.server.files.set(`/files/${name}`, bytes);
  bench.startAgent({
    entry,
    environment: {
      TRAINYARD_AI_TOOLKIT_DIR: recordedTrainer,
      TRAINYARD_AI_TOOLKIT_PYTHON: writePython(bench.folder),
    },
  });
  return bench;
}

/** The last report of a run, once it is there. */
export async function endOf(bench: Bench) {
  await bench.waitFor('the end', () => bench.reportsOf('ended').length > 0);
  const [ended] = bench.reportsOf('ended');
  if (ended === undefined) throw new Error('unreachable');
  return ended;
}

/** The config that the trainer was given, as JSON text. */
export function trainerConfig(bench: Bench): string {
  return readFileSync(join(bench.folder, 'run', 'job_config.json'), 'utf8');
}

/** The published artifacts of a kind, by name. */
export function published(bench: Bench, kind: string) {
  return [...bench.server.artifacts.values()]
    .filter((artifact) => artifact.isPublished && artifact.request.kind === kind)
    .map((artifact) => ({ ...artifact.request, bytes: artifact.bytes ?? Buffer.alloc(0) }))
    .sort((a, b) => a.step - b.step || (a.filename < b.filename ? -1 : 1));
}

/** Something that is started like Python with `run.py CONFIG`, but runs the recorded trainer. */
function writePython(folder: string): string {
  const file = join(folder, 'python');
  const program = join(recordedTrainer, 'recorded-trainer.mjs');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
