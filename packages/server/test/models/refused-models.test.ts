import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRefusedModels } from '../../src/models/refused-models.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A hub that gates everything of `black-forest-labs` and `gated`, and knows nothing of `nobody`. */
async function startHub() {
  const asked: string[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(url);
    const isGated =
      /^\/(?:black-forest-labs|gated)\//.test(url) && headers.authorization !== 'Bearer hf_good';
    if (isGated) response.writeHead(401, { 'x-error-code': 'GatedRepo' });
    else if (url.startsWith('/nobody/')) response.writeHead(404, { 'x-error-code': 'RepoNotFound' });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const config = (arch: string, name: string) => ({
  config: { process: [{ model: { arch, name_or_path: name } }] },
});

async function codesOf(
  environment: Record<string, string>,
  model: readonly [string, string],
  token: string | null = null,
  cache = tempFolder(),
) {
  const refused = createRefusedModels({ trainer: 'ai-toolkit', modelCache: cache }, environment);
  return ((await refused?.(config(...model), token)) ?? []).map(({ code, path }) => [code, path]);
}

const flux = ['flux', 'black-forest-labs/FLUX.1-dev'] as const;
const path = 'config.process[0].model.name_or_path';

test('a gated FLUX is refused as the contract says, another gated or missing model as one that cannot train', async () => {
  const { endpoint } = await startHub();
  const environment = { HF_ENDPOINT: endpoint };
  expect(await codesOf(environment, flux)).toEqual([[42257, path]]);
  expect(await codesOf(environment, ['sdxl', 'gated/model'])).toEqual([[42299, path]]);
  expect(await codesOf(environment, ['sdxl', 'nobody/model'], 'hf_good')).toEqual([[42299, path]]);
  expect(await codesOf(environment, flux, 'hf_good')).toEqual([]);
});

test('nobody is asked offline, for a model that is cached, or for a folder', async () => {
  const { asked, endpoint } = await startHub();
  const environment = { HF_ENDPOINT: endpoint };
  const cache = tempFolder();
  const snapshot = join(cache, 'hub', 'models--black-forest-labs--FLUX.1-dev', 'snapshots', 'c'.repeat(40));
  mkdirSync(snapshot, { recursive: true });
  writeFileSync(join(snapshot, 'model_index.json'), '{}');
  expect(await codesOf({ ...environment, HF_HUB_OFFLINE: '1' }, flux)).toEqual([]);
  expect(await codesOf(environment, flux, null, cache)).toEqual([]);
  expect(await codesOf(environment, ['sdxl', '/models/sdxl'])).toEqual([]);
  expect(asked).toEqual([]);
});

test('of a captioner the model is asked for, and what it loads beside it', async () => {
  const { asked, endpoint } = await startHub();
  const refused = createRefusedModels(
    { trainer: 'ai-toolkit', modelCache: tempFolder() },
    { HF_ENDPOINT: endpoint },
  );
  const captioner = (type: string, model: string) => ({
    config: { process: [{ type, caption: { model_name_or_path: model } }] },
  });
  const found = await refused?.(captioner('Qwen3VLCaptioner', 'gated/sees'), null);
  expect(found?.map(({ code, path }) => [code, path])).toEqual([[42299, 'model']]);
  expect(found?.[0]?.message).toContain('gated/sees');
  expect(await refused?.(captioner('Qwen3VLCaptioner', '/models/sees'), null)).toEqual([]);
  asked.length = 0;
  await refused?.(captioner('Qwen3OmniCaptioner', 'ai-toolkit/Qwen3-Omni-30B-A3B-Thinking'), null);
  expect(asked.map((url) => url.split('/resolve/')[0]).sort()).toEqual([
    '/Qwen/Qwen3-Omni-30B-A3B-Thinking',
    '/ai-toolkit/Qwen3-Omni-30B-A3B-Thinking',
  ]);
});
