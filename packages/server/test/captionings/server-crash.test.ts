import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { killRunProcesses } from '../../src/executors/run-processes.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { recordedTrainer } from '../support/recorded-trainer.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const base = '/prod/v1/trainers';

interface Captioning {
  readonly outcome: string | null;
  readonly files: { readonly saved: number };
}

test('a captioning outlives its server (SIGKILL), and every caption arrives once it is back', {
  timeout: 90_000,
}, async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  const dataDir = tempFolder();
  const runs = join(dataDir, 'runs');
  onTestFinished(async () => {
    for (const runId of existsSync(runs) ? readdirSync(runs) : []) await killRunProcesses(runId, [], 5000);
  });
  const tokens = await createTestTokens(openDataDir(dataDir).database);
  const flags = JSON.stringify({ ...recordedTrainer(tempFolder()), gpus: 'ADA_80_PLUS=1' });
  const startServer = async (): Promise<{ process: ChildProcess; api: ApiClient }> => {
    const script = new URL('../dispatch/server-process.ts', import.meta.url);
    const child = forkSource(script, [dataDir, flags]);
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return { process: child, api: new ApiClient(message.url, tokens.byAccount.ada) };
  };
  const first = await startServer();
  const names = ['a.jpg', 'b.jpg', 'c.jpg'];
  const files = Object.fromEntries(names.map((name) => [name, picture]));
  const datasetId = await first.api.readyDataset('dogs', files);
  const waitsIn = tempFolder();
  const prompt = `behaviour ${JSON.stringify({ waitsIn })}`;
  const { id } = (await first.api.post(`${base}/datasets/${datasetId}/captionings`, { prompt })).body;
  const reaches = (api: ApiClient, what: string, isSo: (captioning: Captioning) => boolean) =>
    waitFor(
      what,
      async () => {
        const { body } = await api.get(`${base}/captionings/${id}`);
        return isSo(body) && body;
      },
      { timeoutMs: 30_000 },
    );
  writeFileSync(join(waitsIn, 'a.jpg'), '');
  await reaches(first.api, 'the first caption', ({ files }) => files.saved === 1);

  const exited = once(first.process, 'exit');
  first.process.kill('SIGKILL');
  await exited;
  for (const name of names) writeFileSync(join(waitsIn, name), '');
  const { api } = await startServer();
  const ended = await reaches(api, 'its end', ({ outcome }) => outcome !== null);
  expect(ended).toMatchObject({
    outcome: 'finished',
    error: null,
    files: { total: 3, done: 3, saved: 3, kept: 0, failed: 0 },
  });
  const { items } = (await api.get(`${base}/datasets/${datasetId}/items`)).body;
  expect(items.map((item: { caption: { text: string } }) => item.caption.text)).toEqual(
    names.map((name) => `${name}, as Qwen/Qwen3-VL-8B-Instruct sees it`),
  );
});
