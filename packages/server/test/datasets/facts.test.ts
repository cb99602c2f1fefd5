import { randomUUID } from 'node:crypto';
import { fileKindOf, stemOf } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { loadDatasetFacts } from '../../src/datasets/facts.ts';
import { loadManifest } from '../../src/datasets/manifest.ts';
import type { Db } from '../../src/db/open.ts';
import { databases } from '../support/databases.ts';
import { startDatasetServer } from './dataset-server.ts';

const nothing = { datasets: [], pairings: [], files: [] };

interface KnownFile {
  readonly filename: string;
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
  readonly seconds?: number;
}

/** Writes a READY dataset as validation would have left it. */
async function insertDataset(db: Db, accountId: string, name: string, files: readonly KnownFile[]) {
  const id = randomUUID();
  await db.query
    .insertInto('datasets')
    .values({
      id,
      account_id: accountId,
      name,
      revision: 1,
      file_count: files.length,
      total_bytes: files.length,
      unvalidated_count: 0,
      created_at: 1,
      updated_at: 1,
    })
    .execute();
  for (const file of files) {
    await db.query
      .insertInto('dataset_files')
      .values({
        id: randomUUID(),
        dataset_id: id,
        filename: file.filename,
        stem: stemOf(file.filename),
        kind: fileKindOf(file.filename) ?? 'caption',
        size_bytes: 1,
        sha256: 'x',
        object_key: `datasets/${id}/${randomUUID()}`,
        validated_at: 1,
        width: file.width ?? null,
        height: file.height ?? null,
        frames: file.frames ?? null,
        duration_seconds: file.seconds ?? null,
        added_revision: 1,
        created_at: 1,
      })
      .execute();
  }
  return id;
}

async function openWithAccount(dialect: (typeof databases)[number]): Promise<{ db: Db; accountId: string }> {
  const db = await dialect.open();
  const accountId = randomUUID();
  await db.query.insertInto('accounts').values({ id: accountId, name: 'ada', created_at: 1 }).execute();
  return { db, accountId };
}

for (const dialect of databases) {
  describe(`facts for preflight on ${dialect.name}`, () => {
    test('a dataset is summed up by kinds, captions, frames, lengths and sizes', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      await insertDataset(db, accountId, 'dogs', [
        { filename: 'a.jpg', width: 512, height: 768 },
        { filename: 'a.txt' },
        { filename: 'b.PNG', width: 1024, height: 640 },
        { filename: 'b.TXT' },
        { filename: 'c.mp4', width: 320, height: 240, frames: 81, seconds: 5.0625 },
        { filename: 'c.json' },
        { filename: 'd.mp4', width: 320, height: 240, frames: 12, seconds: 0.5 },
        { filename: 'lonely.txt' },
      ]);
      const facts = await loadDatasetFacts(db, accountId, { ...nothing, datasets: ['dogs', 'cats'] });
      expect(facts).toEqual({
        datasets: {
          dogs: {
            status: 'READY',
            error: null,
            images: 2,
            videos: 2,
            uncaptioned: {
              '.txt': { count: 3, examples: ['b.PNG', 'c.mp4', 'd.mp4'] },
              '.TXT': { count: 3, examples: ['a.jpg', 'c.mp4', 'd.mp4'] },
              '.json': { count: 3, examples: ['a.jpg', 'b.PNG', 'd.mp4'] },
            },
            frames: { min: 12, max: 81 },
            durationSeconds: { min: 0.5, max: 5.0625 },
            longSidePx: { min: 320, max: 1024 },
          },
        },
        pairings: {},
        files: {},
      });
    });

    test('a dataset may be called like something that every object has', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
      for (const name of names) await insertDataset(db, accountId, name, [{ filename: 'a.jpg' }]);
      const files = names.map((dataset) => ({ dataset, filename: 'a.jpg' }));
      const facts = await loadDatasetFacts(db, accountId, { ...nothing, datasets: names, files });
      expect(Object.keys(facts.datasets ?? {})).toEqual(names);
      expect(facts.files).toMatchObject({ '__proto__/a.jpg': true, 'constructor/a.jpg': true });
      const none = await loadDatasetFacts(db, randomUUID(), { ...nothing, datasets: names, files });
      expect(Object.keys(none.datasets ?? {})).toEqual([]);
    });

    test("names that can be nobody's are answered like names that nobody has", async () => {
      const { db, accountId } = await openWithAccount(dialect);
      await insertDataset(db, accountId, 'dogs', [{ filename: 'a.jpg' }]);
      const files = ['a\0.jpg', '../a.jpg'].map((filename) => ({ dataset: 'dogs', filename }));
      const facts = await loadDatasetFacts(db, accountId, {
        datasets: ['do\0gs'],
        pairings: [{ dataset: 'dogs', controls: ['\0'] }],
        files,
      });
      expect(facts).toEqual({
        datasets: {},
        pairings: {},
        files: { 'dogs/a\0.jpg': false, 'dogs/../a.jpg': false },
      });
    });

    test('an empty dataset has nothing of anything', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      await insertDataset(db, accountId, 'empty', []);
      const { datasets } = await loadDatasetFacts(db, accountId, { ...nothing, datasets: ['empty'] });
      expect(datasets).toEqual({
        empty: {
          status: 'DRAFT',
          error: null,
          images: 0,
          videos: 0,
          uncaptioned: {},
          frames: null,
          durationSeconds: null,
          longSidePx: null,
        },
      });
    });

    test('images find their control images by stem, in lower-case extensions only', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      await insertDataset(db, accountId, 'train', [
        { filename: 'both.jpg' },
        { filename: 'one.png' },
        { filename: 'none.webp' },
        { filename: 'upper.jpg' },
        { filename: 'video.mp4' },
        { filename: 'one.txt' },
      ]);
      await insertDataset(db, accountId, 'left', [
        { filename: 'both.webp' },
        { filename: 'one.jpeg' },
        { filename: 'upper.JPG' },
        { filename: 'none.txt' },
      ]);
      await insertDataset(db, accountId, 'right', [{ filename: 'both.png' }, { filename: 'both.jpg' }]);
      const pairings = [
        { dataset: 'train', controls: ['left'] },
        { dataset: 'train', controls: ['left', 'right'] },
        { dataset: 'train', controls: ['left', 'unknown'] },
      ];
      const facts = await loadDatasetFacts(db, accountId, { ...nothing, pairings });
      expect(facts.pairings).toEqual({
        'train/left': {
          missing: { count: 2, examples: ['none.webp', 'upper.jpg'] },
          several: { count: 0, examples: [] },
        },
        'train/left/right': {
          missing: { count: 2, examples: ['none.webp', 'upper.jpg'] },
          several: { count: 1, examples: ['both.jpg'] },
        },
      });
    });

    test('single files are looked up by their exact name', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      await insertDataset(db, accountId, 'dogs', [{ filename: 'a.jpg' }]);
      const files = ['a.jpg', 'A.jpg', 'b.jpg'].map((filename) => ({ dataset: 'dogs', filename }));
      const unknown = { dataset: 'cats', filename: 'a.jpg' };
      const facts = await loadDatasetFacts(db, accountId, { ...nothing, files: [...files, unknown] });
      expect(facts.files).toEqual({ 'dogs/a.jpg': true, 'dogs/A.jpg': false, 'dogs/b.jpg': false });
    });

    test('datasets of others and deleted ones are not there', async () => {
      const { db, accountId } = await openWithAccount(dialect);
      const other = randomUUID();
      await db.query.insertInto('accounts').values({ id: other, name: 'ben', created_at: 1 }).execute();
      await insertDataset(db, other, 'foreign', [{ filename: 'a.jpg' }]);
      const deleted = await insertDataset(db, accountId, 'deleted', [{ filename: 'a.jpg' }]);
      await db.query.updateTable('datasets').set({ deleted_at: 1 }).where('id', '=', deleted).execute();
      const names = ['foreign', 'deleted'];
      const facts = await loadDatasetFacts(db, accountId, {
        datasets: names,
        pairings: names.map((dataset) => ({ dataset, controls: [dataset] })),
        files: names.map((dataset) => ({ dataset, filename: 'a.jpg' })),
      });
      expect(facts).toEqual({ datasets: {}, pairings: {}, files: {} });
    });
  });

  describe(`revisions on ${dialect.name}`, () => {
    test('a run keeps the files of the revision that it pinned until it lets go', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId('dogs');
      for (const name of ['kept.txt', 'replaced.txt', 'deleted.txt']) await ada.upload(id, name, 'old');
      await pin(server.db, server.accountId('ada'), id, 3);
      await ada.upload(id, 'replaced.txt', 'new!');
      await ada.upload(id, 'added.txt', 'new!');
      await ada.call('DELETE', `/${id}/files/deleted.txt`);
      await server.reclaim();

      const at = async (revision: number) =>
        (await loadManifest(server.db, id, revision)).map((file) => [file.filename, file.sizeBytes]);
      const pinned = [
        ['deleted.txt', 3],
        ['kept.txt', 3],
        ['replaced.txt', 3],
      ];
      const present = [
        ['added.txt', 4],
        ['kept.txt', 3],
        ['replaced.txt', 4],
      ];
      expect(await at(3)).toEqual(pinned);
      expect(await at(6)).toEqual(present);
      for (const file of await loadManifest(server.db, id, 3)) {
        expect(await server.store.head(file.objectKey)).toEqual({ sizeBytes: 3 });
      }

      await ada.call('DELETE', `/${id}`);
      await server.reclaim();
      expect(await at(3)).toEqual(pinned);
      expect(await server.objects()).toHaveLength(3);

      await server.db.query.updateTable('run_datasets').set({ released_at: 1 }).execute();
      await server.reclaim();
      expect(await server.objects()).toEqual([]);
      expect(await server.db.query.selectFrom('dataset_files').selectAll().execute()).toEqual([]);
      expect(await server.db.query.selectFrom('object_garbage').selectAll().execute()).toEqual([]);
    });

    test('a deleted dataset that no run ever read goes without a trace', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.txt', 'x');
      await ada.signOne(id, 'b.txt', 1);
      await ada.call('DELETE', `/${id}`);
      await server.reclaim();
      for (const table of ['datasets', 'dataset_files', 'uploads', 'object_garbage'] as const) {
        expect(await server.db.query.selectFrom(table).selectAll().execute()).toEqual([]);
      }
    });
  });
}

/** Writes the rows of a run that reads a revision of a dataset. */
async function pin(db: Db, accountId: string, datasetId: string, revision: number): Promise<void> {
  const [jobId, runId] = [randomUUID(), randomUUID()];
  const times = { created_at: 1, updated_at: 1 };
  await db.query
    .insertInto('jobs')
    .values({
      id: jobId,
      account_id: accountId,
      name: 'job',
      status: 'RUNNING',
      gpu_type: 'ADA_80_PLUS',
      gpu_count: 1,
      config_version: 1,
      current_step: 0,
      total_steps: 1,
      run_id: runId,
      fence: 1,
      log_bytes: 0,
      ...times,
    })
    .execute();
  await db.query
    .insertInto('runs')
    .values({
      id: runId,
      job_id: jobId,
      account_id: accountId,
      number: 1,
      state: 'running',
      fence: 1,
      config_version: 1,
      trainer: 'builtin',
      gpu_type: 'ADA_80_PLUS',
      gpu_count: 1,
      acknowledged_seq: 0,
      current_step: 0,
      created_at: 1,
    })
    .execute();
  await db.query
    .insertInto('run_datasets')
    .values({ run_id: runId, dataset_id: datasetId, name: 'dogs', revision })
    .execute();
}
