import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SettingKey } from '../../src/config/settings.ts';
import type { ApiClient } from '../support/api-client.ts';
import { buildServer, picture } from '../support/build-server.ts';
import { databases, type TestDialect } from '../support/databases.ts';
import { recordedTrainer } from '../support/recorded-trainer.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

// Processes of their own do the work, and a busy machine takes its time to start them.
vi.setConfig({ testTimeout: 120_000 });
beforeEach(() => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
});

const base = '/prod/v1/trainers';

/** A whole server with real agents and the recorded captioner, and a dataset of four pictures. */
async function createYard(dialect: TestDialect, flags: Readonly<Partial<Record<SettingKey, string>>> = {}) {
  const databaseUrl = dialect.name === 'sqlite' ? {} : { databaseUrl: await dialect.createUrl() };
  const trainer = recordedTrainer(tempFolder());
  const server = await buildServer({
    gpus: 'ADA_80_PLUS=1',
    stopGraceSeconds: '2',
    ...trainer,
    ...databaseUrl,
    ...flags,
  });
  onTestFinished(() => server.close());
  const api = server.as('ada');
  const files = { 'a.png': picture, 'a.txt': 'mine', 'b.jpg': picture, 'c.jpg': picture, 'c.txt': ' ' };
  const datasetId = await api.readyDataset('dogs', {
    ...files,
    'd.jpg': picture,
    'd.json': '{"caption": "x"}',
  });
  onTestFinished(() => cancelAll(api, datasetId));
  return { server, api, datasetId };
}

type Fields = Readonly<Record<string, unknown>>;

const behaving = (behaviour: Fields) => ({ prompt: `behaviour ${JSON.stringify(behaviour)}` });

function start(api: ApiClient, datasetId: string, body: Fields = {}) {
  return api.post(`${base}/datasets/${datasetId}/captionings`, body);
}

/** Waits until a captioning is as wanted; returns it. */
function reaches(api: ApiClient, id: string, what: string, isSo: (captioning: Fields) => boolean) {
  return waitFor(
    `the captioning to be ${what}`,
    async () => {
      const { body } = await api.get(`${base}/captionings/${id}`);
      return isSo(body) && body;
    },
    { timeoutMs: 45_000, everyMs: 50 },
  );
}

const ends = (api: ApiClient, id: string) =>
  reaches(api, id, 'at its end', ({ outcome }) => outcome !== null);

async function captionsOf(api: ApiClient, datasetId: string): Promise<Record<string, string | null>> {
  const { items } = (await api.get(`${base}/datasets/${datasetId}/items`)).body;
  return Object.fromEntries(
    items.map((item: { filename: string; caption: { text: string } | null }) => [
      item.filename,
      item.caption?.text ?? null,
    ]),
  );
}

/** Runs outlive their server, and a server of a test ends only the trainings. */
async function cancelAll(api: ApiClient, datasetId: string): Promise<void> {
  const listed = await api.get(`${base}/datasets/${datasetId}/captionings`).catch(() => null);
  for (const { id } of listed?.body.captionings ?? []) {
    await api.post(`${base}/captionings/${id}/cancel`).catch(() => null);
  }
}

const seen = (name: string) => `${name}, as Qwen/Qwen3-VL-8B-Instruct sees it`;

for (const dialect of databases) {
  describe(`captioning on ${dialect.name}`, () => {
    test('fills in what is missing while it runs, and leaves alone what people write', async () => {
      const { api, datasetId } = await createYard(dialect);
      const waitsIn = tempFolder();
      const started = await start(api, datasetId, behaving({ waitsIn, fails: ['d.jpg'] }));
      expect(started.status, started.text).toBe(201);
      const { id } = started.body;
      expect(started.body).toMatchObject({
        dataset_id: datasetId,
        dataset_name: 'dogs',
        captioner: 'qwen3-vl',
        model: 'Qwen/Qwen3-VL-8B-Instruct',
        recaption: false,
        quantize: true,
        // `a` and `d` have captions already.
        files: { total: 2, done: 0, saved: 0, kept: 0, failed: 0, left_out: 0 },
        outcome: null,
      });
      const second = await start(api, datasetId);
      expect([second.status, second.body.error_message]).toEqual([
        409,
        expect.stringContaining('is being captioned'),
      ]);
      await reaches(api, id, 'captioning', ({ phase }) => phase === 'captioning');

      // It is no training, wherever trainings are asked for, and holds the GPU all the same.
      expect((await api.get(`${base}/ai-toolkit/jobs`)).body.jobs).toEqual([]);
      for (const call of ['status', 'result', 'logs', 'runs']) {
        expect((await api.job(id, 'GET', call)).status, call).toBe(404);
      }
      for (const call of ['cancel', 'resume']) {
        expect((await api.job(id, 'POST', call, {})).status, call).toBe(404);
      }
      expect((await api.job(id, 'DELETE', '')).status).toBe(404);
      const { running } = (await api.get(`${base}/queue`)).body;
      expect(running).toMatchObject([{ id, kind: 'captioning', name: 'dogs', dataset_id: datasetId }]);
      const { gpus } = (await api.get(`${base}/gpus`)).body;
      expect(gpus).toMatchObject([{ state: 'leased', job: { id, kind: 'captioning' } }]);

      writeFileSync(join(waitsIn, 'b.jpg'), '');
      await reaches(api, id, 'one file on', ({ files }) => (files as { saved: number }).saved === 1);
      expect((await captionsOf(api, datasetId))['b.jpg']).toBe(seen('b.jpg'));
      const edit = { 'c.txt': 'typed by hand', 'b.txt': 'changed afterwards' };
      await api.call('PUT', `${base}/datasets/${datasetId}/captions`, { json: { captions: edit } });
      writeFileSync(join(waitsIn, 'c.jpg'), '');
      const ended = await ends(api, id);
      expect(ended).toMatchObject({
        status: 'STOPPED',
        outcome: 'finished',
        error: null,
        phase: null,
        files: { total: 2, done: 2, saved: 1, kept: 1, failed: 0 },
      });
      expect(await captionsOf(api, datasetId)).toEqual({
        'a.png': 'mine',
        'b.jpg': 'changed afterwards',
        'c.jpg': 'typed by hand',
        'd.jpg': '{"caption": "x"}',
      });
      expect((await api.datasetStatus(datasetId)).body.status).toBe('READY');
      const { text, complete } = (await api.get(`${base}/captionings/${id}/logs`)).body;
      expect(text).toContain('Captioning complete');
      expect(complete).toBe(true);
    });

    test.runIf(dialect.name === 'sqlite')(
      'of every file tells which failed, and shows each file to its owner alone',
      async () => {
        const { server, api, datasetId } = await createYard(dialect);
        const body = { recaption: true, ...behaving({ fails: ['a.png'], swallows: ['d.jpg'] }) };
        const { id } = (await start(api, datasetId, body)).body;
        const ended = await ends(api, id);
        expect(ended).toMatchObject({
          outcome: 'finished',
          files: { total: 4, done: 4, saved: 2, kept: 0, failed: 2 },
          failures: [
            {
              filename: 'a.png',
              message: "cannot identify image file '/app/ai-toolkit/datasets/dogs/a.png'",
            },
            { filename: 'd.jpg', message: 'CUDA error: an illegal memory access' },
          ],
        });
        expect(await captionsOf(api, datasetId)).toMatchObject({ 'a.png': 'mine', 'b.jpg': seen('b.jpg') });
        const { body: listed } = await api.get(`${base}/datasets/${datasetId}/captionings`);
        expect(listed.captionings.map((one: { id: string }) => one.id)).toEqual([id]);
        for (const call of [`captionings/${id}`, `captionings/${id}/logs`]) {
          expect((await server.as('ben').get(`${base}/${call}`)).status, call).toBe(404);
        }
        expect((await server.as('ben').post(`${base}/captionings/${id}/cancel`)).status).toBe(404);

        const none = await start(api, datasetId, {
          ...body,
          ...behaving({ swallows: ['a.png', 'b.jpg', 'c.jpg', 'd.jpg'] }),
        });
        expect(await ends(api, none.body.id)).toMatchObject({
          status: 'FAILED',
          outcome: 'failed',
          error: {
            code: 'CAPTIONING_ERROR',
            reason: 'NOTHING_CAPTIONED',
            message: expect.stringContaining('without a caption for any of the 4 files'),
          },
        });
        // Captions that were there are there still.
        expect(await captionsOf(api, datasetId)).toMatchObject({ 'a.png': 'mine', 'b.jpg': seen('b.jpg') });
      },
    );

    test('a killed agent leaves its captions, frees the GPU, and the next one does the rest', async () => {
      const { server, api, datasetId } = await createYard(dialect);
      const waitsIn = tempFolder();
      const { id } = (await start(api, datasetId, behaving({ waitsIn }))).body;
      writeFileSync(join(waitsIn, 'b.jpg'), '');
      await reaches(api, id, 'one file on', ({ files }) => (files as { saved: number }).saved === 1);
      process.kill(agentOf(server.dataDir), 'SIGKILL');
      const lost = await ends(api, id);
      expect(lost).toMatchObject({ status: 'STOPPED', outcome: 'lost', error: { code: 'RUN_LOST' } });
      expect(lost.error.message).toMatch(/captions that were written stay; caption the dataset again/);
      expect(lost.error.message).not.toMatch(/checkpoint/);
      expect((await captionsOf(api, datasetId))['b.jpg']).toBe(seen('b.jpg'));

      const next = (await start(api, datasetId, behaving({}))).body;
      expect(next.files.total).toBe(1);
      expect(await ends(api, next.id)).toMatchObject({ outcome: 'finished', files: { saved: 1 } });
      expect((await captionsOf(api, datasetId))['c.jpg']).toBe(seen('c.jpg'));
      const nothing = await start(api, datasetId);
      expect([nothing.status, nothing.body.error_message]).toEqual([
        409,
        'Every file of the dataset "dogs" has a caption. Ask for new captions for all with "recaption": true.',
      ]);
    });

    test.runIf(dialect.name === 'sqlite')(
      'is cancelled while it waits behind another and while it runs, and frees its place',
      async () => {
        const { api, datasetId } = await createYard(dialect);
        const waitsIn = tempFolder();
        const running = (await start(api, datasetId, behaving({ waitsIn }))).body;
        await reaches(api, running.id, 'running', ({ status }) => status === 'RUNNING');
        const other = await api.readyDataset('cats', { 'a.jpg': picture });
        const waiting = (await start(api, other)).body;
        expect(waiting).toMatchObject({ status: 'IN_QUEUE', queue_position: 1 });
        const queue = (await api.get(`${base}/queue`)).body.waiting;
        expect(queue).toMatchObject([{ id: waiting.id, kind: 'captioning', name: 'cats' }]);
        expect(queue[0].waiting_reason).toMatch(/held by the captioning of "dogs"/);
        expect((await api.post(`${base}/captionings/${waiting.id}/cancel`)).body).toMatchObject({
          status: 'CANCELED',
          outcome: 'canceled',
        });
        expect((await api.post(`${base}/captionings/${running.id}/cancel`)).body).toMatchObject({
          status: 'CANCELED',
          outcome: 'canceled',
          error: null,
          files: { done: 0 },
        });
        const again = await api.post(`${base}/captionings/${running.id}/cancel`);
        expect([again.status, again.body.status]).toEqual([200, 'CANCELED']);
      },
    );
  });
}

/** The process of the agent of the only run that is under way. */
function agentOf(dataDir: string): number {
  const runs = join(dataDir, 'runs');
  const files = readdirSync(runs).map((run) => join(runs, run, 'agent.json'));
  const text = files.find((file) => existsSync(file));
  if (text === undefined) throw new Error('No agent has said which process it is');
  return (JSON.parse(readFileSync(text, 'utf8')) as { pid: number }).pid;
}
