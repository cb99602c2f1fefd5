// npm run test:ai-toolkit: a whole installation with the real trainer, from dataset to checkpoint.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from './api.ts';
import { readTestOptions, type TestOptions } from './command-line.ts';
import { liveJob, trainToEnd } from './life-of-a-job.ts';
import { startServerUnderTest } from './server-under-test.ts';

const tinyModels = fileURLToPath(new URL('./tiny_models.py', import.meta.url));
const startedAt = performance.now();

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${line}\n`);
}

async function testTrainer(options: TestOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-ai-toolkit-'));
  const models = join(folder, 'models');
  execFileSync(options.python, [tinyModels, models, ...options.layouts, 'pictures'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  tell(`made tiny models (${options.layouts.join(', ')}) and a dataset in ${models}`);
  const server = await startServerUnderTest(join(folder, 'data'), {
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
    await api.createDataset('cats', new Map(files));
    tell('the dataset is ready');
    for (const layout of options.layouts) {
      const parts = { dataset: 'cats', model: join(models, layout), layout };
      await liveJob(api, { ...parts, name: `tiny_${layout}`, steps: 60 }, (line) =>
        tell(`${layout}: ${line}`),
      );
    }
    const [layout = 'sd15'] = options.layouts;
    const parts = { dataset: 'cats', model: join(models, layout), layout };
    const short = await trainToEnd(api, { ...parts, name: 'c', steps: 4 });
    assert.deepEqual([short.status, short.progress.current_step], ['STOPPED', 4]);
    tell('a job called "c", which the trainer by itself cannot run, finished');
    const lost = await trainToEnd(api, { ...parts, name: 'diverges', steps: 40, lr: '1e20' });
    assert.deepEqual([lost.status, lost.error?.reason], ['FAILED', 'NAN_LOSS']);
    tell(`a run whose losses are no numbers failed: ${lost.error?.message}`);
    const missing = await trainToEnd(api, { ...parts, model: join(models, 'nope'), name: 'nope', steps: 4 });
    assert.deepEqual([missing.status, missing.error?.reason], ['FAILED', 'MODEL_NOT_FOUND']);
    tell(`a model that is not there failed: ${missing.error?.message}`);
    tell('everything is as promised');
  } finally {
    await api.cancelAll();
    await server.close();
    if (options.keep) tell(`everything is kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

await testTrainer(await readTestOptions(process.argv.slice(2)));
