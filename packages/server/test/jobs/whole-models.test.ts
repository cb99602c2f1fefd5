import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseObjectKey } from '../../src/storage/object-key.ts';
import { databases } from '../support/databases.ts';
import {
  closePlayedRun,
  createWorld,
  ended,
  type PlayedAgent,
  playAgent,
  progress,
  refusedStatus,
  started,
  submitted,
  type World,
} from './world.ts';

const folderOf = (step: number) => `my_lora_${String(step).padStart(9, '0')}`;
const files = ['model_index.json', 'unet/weights.bin', 'unet/config.json'];
const mark = 'aitk_meta.yaml';

async function publishFolder(
  agent: PlayedAgent,
  step: number,
  names = [...files, mark],
  text = '',
): Promise<void> {
  for (const name of names) {
    const content = name === 'unet/config.json' ? '{}' : `${name} of ${step} ${text}`;
    await agent.publish({ kind: 'checkpoint', filename: `${folderOf(step)}/${name}`, step, text: content });
  }
}

/** A job whose first run works as said and was killed at step 65. */
async function killedJob(
  world: World,
  work: (agent: PlayedAgent, id: string) => Promise<void>,
): Promise<string> {
  await world.addDataset(world.accountId, 'dogs');
  const { id } = await submitted(world);
  await play(world, id, (agent) => work(agent, id));
  return id;
}

async function play(world: World, id: string, work: (agent: PlayedAgent) => Promise<void>): Promise<void> {
  const agent = await playAgent(world, id);
  await agent.claim();
  await agent.tell(started);
  await work(agent);
  await agent.tell(progress(65), ended('killed', 65));
  await closePlayedRun(world, agent.runId);
}

const namesIn = async (world: World, id: string) =>
  (await world.jobs.result(world.accountId, id)).artifacts.checkpoints.map(({ filename }) => filename);

const wholeFolder = (step: number) => [mark, ...files].map((name) => `${folderOf(step)}/${name}`).sort();

for (const dialect of databases) {
  describe(`a checkpoint that is a folder, on ${dialect.name}`, () => {
    test('is shown once it is whole, each file with a link that ends in its own name', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent, id) => {
        await publishFolder(agent, 20, files);
        expect(await namesIn(world, id)).toEqual([]);
        await publishFolder(agent, 20, [mark]);
        await publishFolder(agent, 40, files);
      });
      expect(await namesIn(world, id)).toEqual(wholeFolder(20));
      const { checkpoints } = (await world.jobs.result(world.accountId, id)).artifacts;
      for (const { path, filename } of checkpoints) {
        expect(new URL(path).pathname.split('/').at(-1)).toBe(filename.split('/').at(-1));
        expect(path).not.toContain('%2F');
      }
    });

    test('is resumed from with all its files, and passed over where a part of it never came', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent) => {
        await publishFolder(agent, 20);
        await agent.publish({ kind: 'optimizer', filename: 'my_lora_20_optimizer.pt', step: 20 });
        await publishFolder(agent, 40, files);
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 20,
        resume_lost_steps: 45,
      });
      const { resume_from: from } = await (await playAgent(world, id)).claim();
      expect(from?.files.map(({ kind, filename }) => `${kind} ${filename}`).sort()).toEqual([
        ...wholeFolder(20).map((filename) => `checkpoint ${filename}`),
        'optimizer my_lora_20_optimizer.pt',
      ]);
    });

    test('of which one file is damaged gives way to the one before', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent) => {
        await publishFolder(agent, 20);
        await publishFolder(agent, 40);
      });
      const { object_key: key } = await world.db.query
        .selectFrom('artifacts')
        .select('object_key')
        .where('filename', '=', `${folderOf(40)}/unet/weights.bin`)
        .executeTakeFirstOrThrow();
      const path = world.store.localPath(parseObjectKey(key)) ?? '';
      chmodSync(path, 0o600);
      writeFileSync(path, 'something else');
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 20,
        resume_note: expect.stringContaining('The checkpoint of step 40 is damaged'),
      });
    });

    test('that a later run has begun to save anew counts again when that is whole', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent) => {
        await publishFolder(agent, 20);
        await publishFolder(agent, 40);
      });
      await world.jobs.resume(world.accountId, id, { from_step: 20 });
      // A file that came out the same is taken over by the new run, and the others are still the old ones.
      await play(world, id, (agent) => publishFolder(agent, 40, ['unet/config.json'], 'again'));
      expect(await namesIn(world, id)).toEqual(wholeFolder(20));
      expect((await world.jobs.result(world.accountId, id)).resume?.steps).toEqual([20]);
      await world.jobs.resume(world.accountId, id, {});
      await play(world, id, (agent) => publishFolder(agent, 40, [...files, mark], 'again'));
      expect(await namesIn(world, id)).toEqual([...wholeFolder(20), ...wholeFolder(40)]);
    });

    test('goes file by file when the trainer removes it, and with the job', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent) => {
        await publishFolder(agent, 20);
        await publishFolder(agent, 40);
        await agent.tell(
          ...[mark, ...files].map((name) => ({
            type: 'artifact_removed' as const,
            kind: 'checkpoint' as const,
            filename: `${folderOf(20)}/${name}`,
          })),
        );
      });
      expect(await namesIn(world, id)).toEqual(wholeFolder(40));
      const garbage = () => world.db.query.selectFrom('object_garbage').select('object_key').execute();
      expect(await garbage()).toHaveLength(files.length + 1);
      await world.jobs.delete(world.accountId, id);
      expect(await garbage()).toHaveLength(2 * (files.length + 1));
    });

    test('tells webhooks once, with the size of all its files', async () => {
      const world = await createWorld(await dialect.open());
      await world.db.query
        .insertInto('webhooks')
        .values({
          id: randomUUID(),
          account_id: world.accountId,
          url: 'http://127.0.0.1:9/hook',
          events: JSON.stringify(['job.checkpoint']),
          secret_ciphertext: 'x',
          created_at: 1,
        })
        .execute();
      await killedJob(world, (agent) => publishFolder(agent, 20));
      const deliveries = await world.db.query
        .selectFrom('webhook_deliveries')
        .select('payload')
        .where('event', '=', 'job.checkpoint')
        .execute();
      const sizeBytes = [...files, mark]
        .map((name) => (name === 'unet/config.json' ? '{}' : `${name} of 20 `))
        .reduce((sum, text) => sum + text.length, 0);
      expect(deliveries.map(({ payload }) => (JSON.parse(payload) as { data: object }).data)).toMatchObject([
        { checkpoint: { filename: folderOf(20), step: 20, size_bytes: sizeBytes } },
      ]);
    });

    test('is deleted as a whole by its name or that of one of its files', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world, async (agent) => {
        for (const step of [20, 40, 60]) await publishFolder(agent, step);
      });
      for (const [name, step] of [
        [folderOf(20), 20],
        [`${folderOf(60)}/unet/config.json`, 60],
      ] as const) {
        const { deleted } = await world.jobs.deleteCheckpoint(world.accountId, id, name);
        expect([...deleted].sort()).toEqual(wholeFolder(step));
      }
      expect(await namesIn(world, id)).toEqual(wholeFolder(40));
      expect((await world.jobs.result(world.accountId, id)).resume).toMatchObject({ from_step: 40 });
    });

    test('cannot have files with names that lead elsewhere', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world);
      const agent = await playAgent(world, id);
      await agent.claim();
      for (const filename of ['a/../b', '/a', 'a//b', 'a/', './a', 'a/b/c/d/e/f/g', 'a/.b']) {
        expect(await refusedStatus(agent.publish({ kind: 'checkpoint', filename, step: 1 }))).toBe(422);
      }
      expect(await refusedStatus(agent.publish({ kind: 'sample', filename: 'a/b.jpg', step: 1 }))).toBe(422);
    });
  });
}
