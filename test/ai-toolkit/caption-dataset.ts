import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import type { Tell } from './life-of-a-job.ts';

/** Has the real captioner caption a dataset with a tiny model. Throws where something is not as promised. */
export async function captionDataset({ api, models, datasetId }: Installation, tell: Tell): Promise<void> {
  const ask = { model: join(models, 'qwen3vl'), recaption: true, prompt: `Describe it: \${HF_TOKEN}` };
  const before = await api.captions(datasetId);
  const { id } = await api.startCaptioning(datasetId, { ...ask, max_new_tokens: 16 });
  const done = await api.captioningUntil(id, 'the captions', () => false);
  const log = await api.captioningLog(id);
  assert.deepEqual([done.outcome, done.error, done.failures], ['finished', null, []], log);
  assert.deepEqual([done.files.total, done.files.done, done.files.saved], [4, 4, 4]);
  assert.match(log, /Captioning complete/);
  const captions = await api.captions(datasetId);
  for (const [filename, text] of captions) {
    assert.notEqual(text, before.get(filename), `${filename} has another caption`);
    assert.match(text, /^[a-z]+$/, 'which is what the model wrote');
  }
  tell(`captioned ${captions.size} pictures, such as ${JSON.stringify([...captions][0])}`);

  const endless = await api.startCaptioning(datasetId, { ...ask, max_new_tokens: 8192 });
  await api.captioningUntil(endless.id, 'the captioner', ({ phase }) => phase === 'captioning');
  const askedAt = performance.now();
  await api.cancelCaptioning(endless.id);
  const cancelled = await api.captioningUntil(endless.id, 'its end', () => false);
  assert.equal(cancelled.outcome, 'canceled', await api.captioningLog(endless.id));
  assert.deepEqual(await api.captions(datasetId), captions, 'captions that were there are there still');
  const seconds = (performance.now() - askedAt) / 1000;
  assert.ok(seconds < 60, 'a cancel takes less than a minute');
  tell(`cancelled in the middle of a picture, after ${seconds.toFixed(1)} s`);

  const missing = await api.startCaptioning(datasetId, { ...ask, model: join(models, 'nope') });
  const failed = await api.captioningUntil(missing.id, 'its failure', () => false);
  assert.deepEqual([failed.outcome, failed.error?.reason], ['failed', 'MODEL_NOT_FOUND']);
  tell(`a model that is not there failed: ${failed.error?.message}`);
  tell('everything is as promised');
}
