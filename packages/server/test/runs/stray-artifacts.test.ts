import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { reclaim } from '../../src/datasets/reclaim.ts';
import { storeLeftArtifact } from '../../src/runs/store-left-artifact.ts';
import { sweepStrayArtifacts } from '../../src/runs/stray-artifacts.ts';
import { artifactKey, artifactPrefix } from '../../src/storage/object-key.ts';
import {
  closePlayedRun,
  createWorld,
  ended,
  type PlayedAgent,
  playAgent,
  refusedStatus,
  sha256,
  started,
  submitted,
  type World,
} from '../jobs/world.ts';
import { databases } from '../support/databases.ts';
import { tempFolder } from '../support/temp-folder.ts';

const text = 'bytes of a checkpoint';
const checkpoint = {
  kind: 'checkpoint',
  filename: 'a.safetensors',
  size_bytes: Buffer.byteLength(text),
  sha256: sha256(text),
  step: 5,
  index: null,
  prompt: null,
} as const;

async function runningJob(db: World['db']) {
  const world = await createWorld(db);
  await world.addDataset(world.accountId, 'dogs');
  const { id: jobId } = await submitted(world);
  const agent = await playAgent(world, jobId);
  await agent.claim();
  await agent.tell(started);
  return { world, jobId, agent };
}

async function endRun(world: World, agent: PlayedAgent) {
  await agent.tell(ended('stopped', 10));
  await closePlayedRun(world, agent.runId);
}

const reclaimAll = (world: World) => reclaim({ ...world, logger: { warn() {} } as never });

/** Every object of the job that the store has. */
const stored = async (world: World, jobId: string) => {
  const keys: string[] = [];
  for await (const key of world.store.list(artifactPrefix(jobId))) keys.push(key);
  return keys;
};

for (const dialect of databases) {
  describe(`bytes that are whole only after their run was closed, on ${dialect.name}`, () => {
    test('are refused and reclaimed where an agent sent them', async () => {
      const { world, jobId, agent } = await runningJob(await dialect.open());
      const request = { fence: agent.fence, ...checkpoint };
      const { artifact_id: id } = await world.runs.announceArtifact(agent.runId, agent.token, request);
      const bytes = new PassThrough();
      const received = refusedStatus(world.runs.receiveArtifact(id, bytes));
      bytes.write(text.slice(0, 4));
      await expect.poll(() => bytes.readableLength).toBe(0);
      await endRun(world, agent);
      await reclaimAll(world);
      bytes.end(text.slice(4));
      expect(await received).toBe(404);
      await reclaimAll(world);
      expect(await stored(world, jobId)).toEqual([]);
    });

    test('are reclaimed where a server stored them in place of a dead agent', async () => {
      const { world, jobId, agent } = await runningJob(await dialect.open());
      const path = join(tempFolder(), 'a.safetensors');
      writeFileSync(path, text);
      const { store } = world;
      const late = {
        ...store,
        // Another server closes the run meanwhile.
        put: async (...args: Parameters<typeof store.put>) => {
          await endRun(world, agent);
          await reclaimAll(world);
          return store.put(...args);
        },
      };
      const options = { ...world, store: late, artifactKey, maxArtifactBytes: 1000 };
      const left = { path, artifact: checkpoint };
      expect(await storeLeftArtifact(options, { id: agent.runId, job_id: jobId }, left)).toBe(false);
      await reclaimAll(world);
      expect(await stored(world, jobId)).toEqual([]);
    });

    test('are found by the sweep where a server died before it could look, and nothing else is', async () => {
      const { world, jobId, agent } = await runningJob(await dialect.open());
      await agent.publish({ kind: 'sample', filename: 's.png', step: 1 });
      await endRun(world, agent);
      const published = await stored(world, jobId);
      await world.store.put(artifactKey(jobId, randomUUID()), Readable.from([Buffer.from(text)]), {
        maxBytes: 100,
      });

      await world.jobs.resume(world.accountId, jobId, {});
      const next = await playAgent(world, jobId, 'two');
      await next.claim();
      const announced = await world.runs.announceArtifact(next.runId, next.token, {
        fence: next.fence,
        ...checkpoint,
      });
      await world.runs.receiveArtifact(announced.artifact_id, Readable.from([Buffer.from(text)]));

      expect(await sweepStrayArtifacts(world)).toBe(1);
      expect(await sweepStrayArtifacts(world)).toBe(0);
      await reclaimAll(world);
      expect((await stored(world, jobId)).toSorted()).toEqual(
        [...published, artifactKey(jobId, announced.artifact_id)].toSorted(),
      );
    });
  });
}
