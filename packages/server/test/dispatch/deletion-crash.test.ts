import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

interface Checkpoint {
  readonly filename: string;
  readonly sha256: string;
  readonly path: string;
}

test('a server that is killed while it deletes checkpoints has each of them whole or not at all, and no bytes too many', {
  timeout: 60_000,
}, async () => {
  const dataDir = tempFolder();
  const tokens = await createTestTokens(openDataDir(dataDir).database);
  const start = async (): Promise<{ child: ChildProcess; api: ApiClient }> => {
    const child = forkSource(new URL('./server-process.ts', import.meta.url), [dataDir]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return { child, api: new ApiClient(message.url, tokens.byAccount.ada) };
  };
  const kill = async (child: ChildProcess) => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  const listed = async (api: ApiClient, id: string): Promise<Checkpoint[]> =>
    (await api.job(id, 'GET', 'result')).body.artifacts.checkpoints;

  let { child, api } = await start();
  await api.readyDataset('dogs', { 'a.jpg': picture, 'a.txt': 'a dog' });
  const id = await api.submitted(trainConfig({ name: 'lora', dataset: 'dogs', steps: 20 }));
  await api.jobReaches(id, 'STOPPED');
  const all = await listed(api, id);
  expect(all.length).toBeGreaterThan(2);
  const answered: string[] = [];
  // From the request's way in to just behind the answer.
  for (const [round, delayMs] of [2, 10].entries()) {
    const filename = all[round]?.filename ?? '';
    const deletion = api.job(id, 'DELETE', `checkpoints/${filename}`).then(
      ({ status }) => status === 200 && answered.push(filename),
      () => undefined,
    );
    await sleep(delayMs);
    await kill(child);
    await deletion;
    ({ child, api } = await start());
    const left = await listed(api, id);
    const names = left.map((one) => one.filename);
    for (const gone of answered) expect(names).not.toContain(gone);
    for (const { path, sha256 } of left) {
      const bytes = Buffer.from(await (await fetch(path)).arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  }
  const db = new Database(join(dataDir, 'trainyard.db'), { readonly: true });
  onTestFinished(() => void db.close());
  await waitFor('the store to hold what the rows name and nothing else', () => {
    const rows = db
      .prepare(
        'select (select count(*) from artifacts) + (select count(*) from dataset_files) as wanted, (select count(*) from object_garbage) as garbage',
      )
      .get() as { wanted: number; garbage: number };
    const files = readdirSync(join(dataDir, 'objects/files'), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    return rows.garbage === 0 && files.length === rows.wanted;
  });
  await kill(child);
});
