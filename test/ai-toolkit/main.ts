// npm run test:ai-toolkit: a whole installation with the real trainer, from dataset to checkpoint; with
// --overhead, how fast the trainer is in it and alone; with --captions, from pictures to captions.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { captionDataset } from './caption-dataset.ts';
import { readTestOptions } from './command-line.ts';
import { type Installation, withInstallation } from './installation.ts';
import { liveJob, trainToEnd } from './life-of-a-job.ts';
import { measureOverhead } from './overhead.ts';
import { trainWholeModel } from './whole-model.ts';

const startedAt = performance.now();

function tell(line: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${line}\n`);
}

async function testTrainer({ api, models, dataset }: Installation): Promise<void> {
  for (const layout of options.layouts) {
    const parts = { dataset, model: join(models, layout), layout };
    await liveJob(api, { ...parts, name: `tiny_${layout}`, steps: 60 }, (line) => tell(`${layout}: ${line}`));
  }
  const [layout = 'sd15'] = options.layouts;
  const parts = { dataset, model: join(models, layout), layout };
  const short = await trainToEnd(api, { ...parts, name: 'c', steps: 4 });
  assert.deepEqual([short.status, short.progress.current_step], ['STOPPED', 4]);
  tell('a job called "c", which the trainer by itself cannot run, finished');
  const lost = await trainToEnd(api, { ...parts, name: 'diverges', steps: 40, lr: '1e20' });
  assert.deepEqual([lost.status, lost.error?.reason], ['FAILED', 'NAN_LOSS']);
  tell(`a run whose losses are no numbers failed: ${lost.error?.message}`);
  const missing = await trainToEnd(api, { ...parts, model: join(models, 'nope'), name: 'nope', steps: 4 });
  assert.deepEqual([missing.status, missing.error?.reason], ['FAILED', 'MODEL_NOT_FOUND']);
  tell(`a model that is not there failed: ${missing.error?.message}`);
  await trainWholeModel(api, parts, tell);
  tell('everything is as promised');
}

const options = await readTestOptions(process.argv.slice(2));
await withInstallation(options, tell, (installation) => {
  if (options.captions) return captionDataset(installation, tell);
  return options.overhead === null
    ? testTrainer(installation)
    : measureOverhead(installation, { ...options, ...options.overhead, tell });
});
