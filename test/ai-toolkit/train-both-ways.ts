import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './api.ts';
import type { TestOptions } from './command-line.ts';
import { type ConfigParts, writeConfig } from './config.ts';
import type { Installation } from './installation.ts';
import { type Training, watchTraining } from './watch-training.ts';

const warmUpSteps = 20;

/** Trains by `python run.py` and nothing else, in a new folder with files of its own, and watches that. */
export async function trainAlone(
  { folder, pictures }: Installation,
  options: Pick<TestOptions, 'directory' | 'python' | 'gpus'>,
  parts: ConfigParts,
): Promise<Training> {
  const own = join(folder, 'alone', parts.name);
  const output = join(own, 'output');
  mkdirSync(output, { recursive: true });
  // The trainer writes its caches beside the pictures.
  cpSync(pictures, join(own, parts.dataset), { recursive: true });
  const config = join(own, 'config.yaml');
  writeFileSync(
    config,
    writeConfig(parts)
      .replaceAll('/app/ai-toolkit/output', output)
      .replaceAll('/app/ai-toolkit/datasets', own),
  );
  const log = join(own, 'trainer.log');
  const file = openSync(log, 'a');
  const trainer = spawn(options.python, ['run.py', config], {
    cwd: options.directory,
    // Where the server stands in processor slots for cards, this run must find no card either.
    env: { ...process.env, HF_HUB_OFFLINE: '1', ...(options.gpus !== null && { CUDA_VISIBLE_DEVICES: '' }) },
    stdio: ['ignore', file, file],
  });
  const ended = new Promise<number | null>((resolve) => trainer.once('exit', resolve));
  const training = watchTraining({
    lossLog: join(output, parts.name, 'loss_log.db'),
    processes: { trainer: trainer.pid ?? 0 },
    warmUpSteps,
  });
  training.catch(() => undefined);
  const code = await ended;
  if (code !== 0) throw new Error(`The trainer alone ended with ${code}:\n${readFileSync(log, 'utf8')}`);
  return training;
}

/** Trains the same as a job, and watches trainer, agent and server. */
export async function trainAsJob(
  { api, server, dataDir }: Installation,
  parts: ConfigParts,
): Promise<Training> {
  const { id } = await api.submit(writeConfig(parts));
  const runs = join(dataDir, 'runs');
  let run: string | undefined;
  await waitFor('the trainer to start', 120, async () => {
    const names = existsSync(runs) ? readdirSync(runs) : [];
    run = names.find((name) => existsSync(join(runs, name, 'trainer.json')));
    return run !== undefined;
  });
  const runFolder = join(runs, run ?? '');
  const training = await watchTraining({
    lossLog: join(runFolder, 'output', parts.name, 'loss_log.db'),
    processes: {
      trainer: recordedPid(join(runFolder, 'trainer.json')),
      agent: recordedPid(join(runFolder, 'agent.json')),
      server: server.pid,
    },
    warmUpSteps,
  });
  const job = await api.until(id, 'the job to end', ({ status }) => status === 'STOPPED');
  if (job.progress.current_step < parts.steps) throw new Error(`The job ended: ${JSON.stringify(job)}`);
  return training;
}

function recordedPid(file: string): number {
  return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
}
