import { describe, expect, test } from 'vitest';
import { reclaim } from '../../src/datasets/reclaim.ts';
import { parseObjectKey } from '../../src/storage/object-key.ts';
import { databases } from '../support/databases.ts';
import {
  closePlayedRun,
  createWorld,
  ended,
  type PlayedAgent,
  playAgent,
  progress,
  refusal,
  started,
  submitted,
  type World,
} from './world.ts';

const nameOf = (step: number) => `my_lora_${String(step).padStart(9, '0')}.safetensors`;

async function save(agent: PlayedAgent, ...steps: number[]): Promise<void> {
  for (const step of steps) {
    await agent.publish({ kind: 'checkpoint', filename: nameOf(step), step });
    await agent.publish({ kind: 'optimizer', filename: `my_lora_${step}_optimizer.pt`, step });
  }
}

/** Begins the newest run of a job. */
async function begin(world: World, id: string): Promise<PlayedAgent> {
  const agent = await playAgent(world, id);
  await agent.claim();
  await agent.tell(started);
  return agent;
}

/** A job whose first run saved at steps 20, 40 and 60, made a sample, and was killed at 65. */
async function killedJob(world: World): Promise<string> {
  await world.addDataset(world.accountId, 'dogs');
  const { id } = await submitted(world);
  const agent = await begin(world, id);
  await save(agent, 20, 40, 60);
  await agent.publish({ kind: 'sample', filename: '1__000000020_0.jpg', step: 20 });
  await agent.tell(progress(65), ended('killed', 65));
  await closePlayedRun(world, agent.runId);
  return id;
}

async function madeBy(world: World, id: string) {
  const { artifacts, optimizer_states: states, resume } = await world.jobs.result(world.accountId, id);
  return {
    checkpoints: artifacts.checkpoints.map(({ filename }) => filename),
    samples: artifacts.samples.length,
    states: states.map(({ step }) => step),
    resume,
  };
}

async function keysOf(world: World, id: string): Promise<string[]> {
  const rows = await world.db.query
    .selectFrom('artifacts')
    .select('object_key')
    .where('job_id', '=', id)
    .execute();
  return rows.map((row) => row.object_key);
}

for (const dialect of databases) {
  describe(`deleting what a job made, on ${dialect.name}`, () => {
    test('takes a checkpoint out of the listing and the store, and the job resumes from the one before', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const before = await keysOf(world, id);
      const gone = await world.jobs.deleteCheckpoint(world.accountId, id, nameOf(60));
      expect(gone.deleted.sort()).toEqual(['my_lora_60_optimizer.pt', nameOf(60)].sort());
      expect(gone.freed_bytes).toBeGreaterThan(0);
      expect(await madeBy(world, id)).toEqual({
        checkpoints: [nameOf(20), nameOf(40)],
        samples: 1,
        states: [40],
        resume: { from_step: 40, lost_steps: 25, previous_step: 20, steps: [20, 40], problem: null },
      });
      const kept = new Set(await keysOf(world, id));
      const lost = before.filter((key) => !kept.has(key));
      expect(lost).toHaveLength(2);
      // What a crash leaves between the rows and the bytes: the next start sweeps it.
      for (const key of lost) expect(await world.store.head(parseObjectKey(key))).not.toBeNull();
      await reclaim({ ...world, logger: { warn() {} } as never });
      for (const key of lost) expect(await world.store.head(parseObjectKey(key))).toBeNull();
      for (const key of kept) expect(await world.store.head(parseObjectKey(key))).not.toBeNull();

      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 40 });
      await expect(world.jobs.deleteCheckpoint(world.accountId, id, nameOf(60))).rejects.toMatchObject({
        status: 404,
      });
    });

    test('leaves a job without any checkpoint to begin anew', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      for (const step of [20, 40, 60]) await world.jobs.deleteCheckpoint(world.accountId, id, nameOf(step));
      expect(await madeBy(world, id)).toMatchObject({
        checkpoints: [],
        states: [],
        resume: { from_step: 0, steps: [] },
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: null });
    });

    test('takes both files of a model that is trained in two stages, whichever is named', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world);
      const agent = await begin(world, id);
      for (const step of [20, 40])
        for (const stage of ['high', 'low'])
          await agent.publish({
            kind: 'checkpoint',
            filename: `wan_${step}_${stage}_noise.safetensors`,
            step,
          });
      await agent.publish({ kind: 'optimizer', filename: 'wan_40_optimizer.pt', step: 40 });
      const { deleted } = await world.jobs.deleteCheckpoint(
        world.accountId,
        id,
        'wan_40_low_noise.safetensors',
      );
      expect(deleted.sort()).toEqual([
        'wan_40_high_noise.safetensors',
        'wan_40_low_noise.safetensors',
        'wan_40_optimizer.pt',
      ]);
      expect((await madeBy(world, id)).checkpoints).toEqual([
        'wan_20_high_noise.safetensors',
        'wan_20_low_noise.safetensors',
      ]);
    });

    test('keeps the optimizer state while the step has another checkpoint, as a last step has', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const agent = await begin(world, (await world.jobs.resume(world.accountId, id, {})).id);
      await save(agent, 100);
      await agent.publish({ kind: 'checkpoint', filename: 'my_lora.safetensors', step: 100 });
      expect((await world.jobs.deleteCheckpoint(world.accountId, id, nameOf(100))).deleted).toEqual([
        nameOf(100),
      ]);
      expect((await madeBy(world, id)).states).toContain(100);
    });

    test('refuses what the run goes on from until that run has saved, and what is being uploaded', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await world.jobs.resume(world.accountId, id, {});
      const needed = () => world.jobs.deleteCheckpoint(world.accountId, id, nameOf(60));
      const states = () => world.jobs.deleteOptimizerStates(world.accountId, id);
      await expect(needed()).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('run 2 of the job goes on from') as string,
      });
      await expect(states()).rejects.toMatchObject({ status: 409 });
      expect((await world.jobs.deleteCheckpoint(world.accountId, id, nameOf(20))).deleted).toEqual([
        nameOf(20),
      ]);
      const agent = await begin(world, id);
      await expect(needed()).rejects.toMatchObject({ status: 409 });

      const { artifact_id: announced } = await world.runs.announceArtifact(agent.runId, agent.token, {
        ...{ fence: agent.fence, kind: 'checkpoint', filename: nameOf(80), size_bytes: 3, step: 80 },
        ...{ sha256: 'f'.repeat(64), index: null, prompt: null },
      });
      await expect(world.jobs.deleteCheckpoint(world.accountId, id, nameOf(80))).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('is uploading') as string,
      });
      await world.db.query.deleteFrom('artifacts').where('id', '=', announced).execute();

      await save(agent, 80);
      expect((await needed()).deleted).toContain(nameOf(60));
      expect((await states()).deleted).toEqual(['my_lora_80_optimizer.pt']);
      expect(await states()).toEqual({ deleted: [], freed_bytes: 0 });
      expect(await madeBy(world, id)).toMatchObject({ checkpoints: [nameOf(40), nameOf(80)], states: [] });
    });

    test('at the moment of a resume never leaves a run without what it goes on from', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const [resumed, removed] = await Promise.allSettled([
        world.jobs.resume(world.accountId, id, {}),
        world.jobs.deleteCheckpoint(world.accountId, id, nameOf(60)),
      ]);
      const { checkpoints } = await madeBy(world, id);
      const { resumed_from_step: from, status } = await world.jobs.status(world.accountId, id);
      expect(checkpoints.includes(nameOf(60))).toBe(removed.status === 'rejected');
      expect(status).toBe(resumed.status === 'fulfilled' ? 'IN_QUEUE' : 'STOPPED');
      if (resumed.status === 'fulfilled') expect(checkpoints).toContain(nameOf(from ?? 0));
    });

    test('takes a sample alone, of its own account only, and tells those who follow the job', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const stranger = await world.addAccount('ben');
      const sample = '1__000000020_0.jpg';
      expect((await refusal(world.jobs.deleteSample(stranger, id, sample))).code).toBe(40451);
      await expect(world.jobs.deleteSample(world.accountId, id, nameOf(20))).rejects.toMatchObject({
        status: 404,
      });
      expect((await world.jobs.deleteSample(world.accountId, id, sample)).deleted).toEqual([sample]);
      expect(await madeBy(world, id)).toMatchObject({ samples: 0, states: [40, 60] });
      const { data } = await world.db.query
        .selectFrom('job_events')
        .select('data')
        .where('type', '=', 'artifact_removed')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(data)).toEqual({ kind: 'sample', filename: sample });
    });
  });
}
