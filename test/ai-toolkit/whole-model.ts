import assert from 'node:assert/strict';
import type { Api } from './api.ts';
import { type ConfigParts, writeConfig } from './config.ts';
import { type Tell, trainToEnd } from './life-of-a-job.ts';

/**
 * Trains a model itself, without a LoRA, which the trainer saves as a folder, and goes on from that folder to more
 * steps. Throws where something is not as promised.
 */
export async function trainWholeModel(
  api: Api,
  from: Pick<ConfigParts, 'dataset' | 'model' | 'layout'>,
  tell: Tell,
): Promise<void> {
  const parts = { ...from, name: 'whole', wholeModel: true, steps: 12, saveEvery: 5, samples: false };
  const { id, ...first } = await trainToEnd(api, parts);
  assert.deepEqual([first.status, first.progress.current_step, first.error], ['STOPPED', 12, null]);
  assert.deepEqual(await foldersOf(api, id), ['whole_000000005', 'whole_000000010', 'whole']);
  await api.edit(id, writeConfig({ ...parts, steps: 16 }));
  await api.act(id, 'resume');
  const job = await api.until(id, 'step 16', ({ status }) => status === 'STOPPED');
  assert.deepEqual([job.progress.current_step, job.error], [16, null]);
  assert.match(await api.logs(id), /Found step 12 in metadata/, 'goes on from the folder of its end');
  assert.ok((await foldersOf(api, id)).includes('whole_000000015'));
  const { checkpoints } = (await api.result(id)).artifacts;
  for (const { path, filename, size_bytes: sizeBytes } of checkpoints) {
    const bytes = await (await fetch(path)).arrayBuffer();
    assert.equal(bytes.byteLength, sizeBytes, `${filename} is whole`);
  }
  tell(`a whole model was saved in folders of ${checkpoints.length} files together, and resumed from one`);
}

/** The folders among the checkpoints of a job, each once, in their order. */
async function foldersOf(api: Api, id: string): Promise<string[]> {
  const { checkpoints } = (await api.result(id)).artifacts;
  return [...new Set(checkpoints.map(({ filename }) => filename.split('/')[0] ?? ''))];
}
