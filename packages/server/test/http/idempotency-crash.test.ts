import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { killRunProcesses } from '../../src/executors/run-processes.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

/** A server that stops for good in the middle of a statement, where it is then killed. */
async function createVictim() {
  const dataDir = tempFolder();
  const database = openDataDir(dataDir).database;
  const runs = join(dataDir, 'runs');
  const tokens = await createTestTokens(database);
  onTestFinished(async () => {
    for (const runId of existsSync(runs) ? readdirSync(runs) : []) await killRunProcesses(runId, [], 5000);
  });
  const withDatabase = <T>(use: (db: Sqlite.Database) => T): T => {
    const db = new Sqlite(database);
    try {
      return use(db);
    } finally {
      db.close();
    }
  };
  let child: ChildProcess | null = null;
  return {
    async start(): Promise<ApiClient> {
      child = forkSource(new URL('../dispatch/server-process.ts', import.meta.url), [dataDir]);
      const [message] = (await once(child, 'message')) as [{ url: string }];
      return new ApiClient(message.url, tokens.byAccount.ada);
    },
    async kill(): Promise<void> {
      if (child === null) throw new Error('No server runs.');
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    /** From now on a statement such as `insert on jobs` does not come to its end. */
    hangAt(statement: string): void {
      const endless =
        'select count(*) from (with recursive n (i) as (select 1 union all select i + 1 from n) select i from n)';
      withDatabase((db) => db.exec(`create trigger hang before ${statement} begin ${endless}; end`));
    },
    release: () => withDatabase((db) => db.exec('drop trigger hang')),
    count: (table: string) =>
      withDatabase(
        (db) => (db.prepare(`select count(*) as count from ${table}`).get() as { count: number }).count,
      ),
  };
}

/** Where the server is killed: the statement that it never ends, and the row that says it has come so far. */
const moments: readonly (readonly [
  when: string,
  hang: (table: string) => string,
  written: 'key' | 'object',
])[] = [
  ['before it has made what was asked for', (table) => `insert on ${table}`, 'key'],
  ['before it has stored its answer', () => 'update of status on idempotency_keys', 'object'],
];

describe('a server that is killed while it answers a request with an Idempotency-Key', {
  timeout: 60_000,
}, () => {
  for (const [when, hang, written] of moments) {
    test(`${when}: the request is answered at once after the restart, and there is one dataset`, async () => {
      const victim = await createVictim();
      const first = await victim.start();
      victim.hangAt(hang('datasets'));
      const cutOff = first.createDataset({}, { 'idempotency-key': 'k' }).catch(() => null);
      const table = written === 'key' ? 'idempotency_keys' : 'datasets';
      await waitFor(`a row in ${table}`, () => victim.count(table) === 1);
      await victim.kill();
      await cutOff;
      victim.release();
      const ada = await victim.start();
      const again = await ada.createDataset({}, { 'idempotency-key': 'k' });
      expect(again.status, again.text).toBe(201);
      const repeated = await ada.createDataset({}, { 'idempotency-key': 'k' });
      expect(repeated.text).toBe(again.text);
      expect(repeated.headers.get('idempotent-replayed')).toBe('true');
      const { datasets } = (await ada.get('/prod/v1/trainers/datasets')).body;
      expect(datasets.map(({ id }: { id: string }) => id)).toEqual([again.body.id]);
    });

    test(`${when}: the submission is answered at once after the restart, and there is one job`, async () => {
      const victim = await createVictim();
      const first = await victim.start();
      await first.readyDataset('dogs', { 'a.jpg': picture });
      const config = trainConfig({ name: 'lora', dataset: 'dogs', steps: 2 });
      victim.hangAt(hang('jobs'));
      const cutOff = first.submit(config, {}, { 'idempotency-key': 'k' }).catch(() => null);
      const table = written === 'key' ? 'idempotency_keys' : 'jobs';
      await waitFor(`a row in ${table}`, () => victim.count(table) === 1);
      await victim.kill();
      await cutOff;
      victim.release();
      const ada = await victim.start();
      const again = await ada.submit(config, {}, { 'idempotency-key': 'k' });
      expect(again.status, again.text).toBe(201);
      expect(victim.count('jobs')).toBe(1);
      await ada.jobReaches(again.body.id, 'STOPPED');
    });
  }

  test('another request with its key is refused after the restart', async () => {
    const victim = await createVictim();
    const first = await victim.start();
    victim.hangAt('update of status on idempotency_keys');
    const cutOff = first.createDataset({}, { 'idempotency-key': 'k' }).catch(() => null);
    await waitFor('the dataset', () => victim.count('datasets') === 1);
    await victim.kill();
    await cutOff;
    victim.release();
    const ada = await victim.start();
    expect((await ada.createDataset({ name: 'dogs' }, { 'idempotency-key': 'k' })).status).toBe(422);
  });
});
