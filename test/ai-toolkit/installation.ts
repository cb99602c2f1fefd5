import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from './api.ts';
import type { TestOptions } from './command-line.ts';
import { type ServerUnderTest, startServerUnderTest } from './server-under-test.ts';

const tinyModels = fileURLToPath(new URL('./tiny_models.py', import.meta.url));

/** A server with the real trainer, tiny models and a dataset. */
export interface Installation {
  readonly api: Api;
  readonly server: ServerUnderTest;
  /** Holds everything that the test makes. */
  readonly folder: string;
  readonly dataDir: string;
  /** Holds a base model for each layout, under its name. */
  readonly models: string;
  /** The pictures and captions of the dataset `dataset`, as files. */
  readonly pictures: string;
  readonly dataset: string;
  readonly datasetId: string;
}

/** Sets everything up, does `work`, and takes it all down again; the folder stays where `options.keep` says so. */
export async function withInstallation(
  options: TestOptions,
  tell: (line: string) => void,
  work: (installation: Installation) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-ai-toolkit-'));
  const models = join(folder, 'models');
  const made = options.captions ? ['qwen3vl'] : options.layouts;
  execFileSync(
    options.python,
    [tinyModels, models, ...made, `pictures=${options.overhead?.resolution ?? 64}`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    },
  );
  tell(`made tiny models (${made.join(', ')}) and a dataset in ${models}`);
  const dataDir = join(folder, 'data');
  const server = await startServerUnderTest(dataDir, {
    TRAINYARD_TRAINER: 'ai-toolkit',
    TRAINYARD_AI_TOOLKIT_DIR: options.directory,
    TRAINYARD_AI_TOOLKIT_PYTHON: options.python,
    TRAINYARD_MODEL_FOLDERS: models,
    HF_HUB_OFFLINE: '1',
    ...(options.gpus === null ? {} : { TRAINYARD_GPUS: options.gpus }),
  });
  const api = new Api(server);
  try {
    const pictures = join(models, 'pictures');
    const files = readdirSync(pictures).map(
      (file) => [file, new Uint8Array(readFileSync(join(pictures, file)))] as const,
    );
    const dataset = 'cats';
    const datasetId = await api.createDataset(dataset, new Map(files));
    tell('the dataset is ready');
    await work({ api, server, folder, dataDir, models, pictures, dataset, datasetId });
  } finally {
    await api.cancelAll();
    await server.close();
    if (options.keep) tell(`everything is kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}
