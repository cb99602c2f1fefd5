import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createControl } from '../../src/builtin/control.ts';
import type { TrainerEvent } from '../../src/builtin/protocol.ts';
import { run } from '../../src/builtin/run.ts';

/** What a test changes of the config that `createWorkspace` makes; each block is merged key by key. */
export interface ConfigChanges {
  readonly name?: string;
  readonly process?: object;
  readonly network?: object;
  readonly save?: object;
  readonly train?: object;
  readonly sample?: object;
  readonly dataset?: object;
}

/** A folder with a dataset of three pictures, in which tests train. */
export interface Workspace {
  readonly root: string;
  readonly dataset: string;
  /** Writes a config that trains into the folder `out`, and gives the path of the config. */
  writeConfig(out: string, changes?: ConfigChanges): Promise<string>;
  /** The path of a file or folder of the job trained into `out`. */
  path(out: string, ...parts: string[]): string;
  /** The names of what lies in a folder of the job trained into `out`, sorted. */
  list(out: string, folder?: string): Promise<string[]>;
  read(out: string, file: string): Promise<Buffer>;
  remove(): Promise<void>;
}

/** Makes a workspace under the system's folder for temporary files. */
export async function createWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'trainyard-builtin-'));
  const dataset = join(root, 'dataset');
  await mkdir(dataset);
  for (const [index, colour] of ['#c03020', '#3050c0', '#20a040'].entries()) {
    const picture = sharp({ create: { width: 48, height: 40, channels: 3, background: colour } });
    await picture.png().toFile(join(dataset, `picture-${index}.png`));
    await writeFile(join(dataset, `picture-${index}.txt`), 'one colour');
  }
  let configs = 0;
  return {
    root,
    dataset,
    async writeConfig(out, changes = {}) {
      configs += 1;
      const path = join(root, `config-${configs}.json`);
      await writeFile(path, JSON.stringify(createConfig(join(root, out), dataset, changes)));
      return path;
    },
    path: (out, ...parts) => join(root, out, 'job_v1', ...parts),
    list: async (out, folder = '') => (await readdir(join(root, out, 'job_v1', folder))).sort(),
    read: (out, file) => readFile(join(root, out, 'job_v1', file)),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** A config as the agent hands it over. */
export function createConfig(trainingFolder: string, dataset: string, changes: ConfigChanges): object {
  return {
    job: 'extension',
    config: {
      name: changes.name ?? 'job_v1',
      process: [
        {
          type: 'diffusion_trainer',
          training_folder: trainingFolder,
          trigger_word: 'sks',
          network: { type: 'lora', linear: 4, linear_alpha: 4, ...changes.network },
          save: { dtype: 'float16', save_every: 0, ...changes.save },
          datasets: [{ folder_path: dataset, caption_ext: 'txt', ...changes.dataset }],
          train: { steps: 6, batch_size: 1, lr: 1e-4, disable_sampling: true, ...changes.train },
          sample: {
            sample_every: 0,
            samples: [{ prompt: '[trigger] one' }],
            width: 64,
            height: 48,
            ...changes.sample,
          },
          ...changes.process,
        },
      ],
    },
    meta: { name: '[name]', version: '1.0' },
  };
}

/** What a run in this process came to. */
export interface RunResult {
  readonly exitCode: number;
  readonly events: readonly TrainerEvent[];
  readonly log: string;
}

/** Trains in this process; `onEvent` may ask for things as a run goes on. */
export async function runHere(
  argv: readonly string[],
  onEvent: (event: TrainerEvent, control: ReturnType<typeof createControl>) => void = () => undefined,
): Promise<RunResult> {
  const events: TrainerEvent[] = [];
  const lines: string[] = [];
  const log = (line: string): void => {
    lines.push(line);
  };
  const control = createControl(log);
  const emit = (event: TrainerEvent): Promise<void> => {
    events.push(event);
    onEvent(event, control);
    return Promise.resolve();
  };
  let nowMs = 1_700_000_000_000;
  const now = (): number => {
    nowMs += 1;
    return nowMs;
  };
  const exitCode = await run(argv, { control, emit, log, now });
  return { exitCode, events, log: lines.join('\n') };
}
