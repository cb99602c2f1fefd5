import { describe, expect, test } from 'vitest';
import { createWorld, playAgent, started, submitted, type World } from '../jobs/world.ts';
import { databases } from '../support/databases.ts';

const gib = 1024 ** 3;
const reading = (id: string, load: number | null = 50) => ({
  id,
  memory_used_bytes: 40 * gib,
  memory_total_bytes: 80 * gib,
  utilization_percent: load,
});

async function trainingAgent(world: World) {
  await world.addDataset(world.accountId, 'dogs');
  const job = await submitted(world);
  const agent = await playAgent(world, job.id);
  await agent.claim();
  await agent.tell(started);
  let seq = 1;
  const report = async (atMs: number, gpus = [reading('GPU-a')]) => {
    seq += 1;
    await agent.send([{ type: 'gpu', seq, at: new Date(atMs).toISOString(), gpus }]);
  };
  return { job, report };
}

for (const dialect of databases) {
  describe(`the readings of a run’s GPUs on ${dialect.name}`, () => {
    test('are kept with the run that they belong to, and read on from a time', async () => {
      const world = await createWorld(await dialect.open());
      const { job, report } = await trainingAgent(world);
      const begin = world.clock.now();
      for (let index = 0; index < 120; index++) {
        world.clock.advance(10_000);
        await report(world.clock.now(), [reading('GPU-a', index % 100), reading('GPU-b', null)]);
      }
      const read = (query: Parameters<typeof world.jobs.gpuReadings>[2]) =>
        world.jobs.gpuReadings(world.accountId, job.id, query);
      const all = await read({});
      expect(all.readings).toHaveLength(240);
      expect(all.next_after).toBeNull();
      expect(all.readings[0]).toEqual({
        at: new Date(begin + 10_000).toISOString(),
        run_number: 1,
        gpu_id: 'GPU-a',
        memory_used_bytes: 40 * gib,
        memory_total_bytes: 80 * gib,
        utilization_percent: 0,
      });
      expect(all.readings[1]).toMatchObject({ gpu_id: 'GPU-b', utilization_percent: null });
      const joined = [];
      let after: string | undefined;
      do {
        const page = await read({ limit: 101, after });
        expect(page.readings.length % 2).toBe(0);
        joined.push(...page.readings);
        after = page.next_after ?? undefined;
      } while (after !== undefined);
      expect(joined).toEqual(all.readings);
    });

    test('are thinned to one a minute beyond an hour, and stay bounded', async () => {
      const world = await createWorld(await dialect.open());
      const { job, report } = await trainingAgent(world);
      for (let index = 0; index < 3 * 360; index++) {
        world.clock.advance(10_000);
        await report(world.clock.now());
      }
      const { readings } = await world.jobs.gpuReadings(world.accountId, job.id, {});
      const border = world.clock.now() - 60 * 60_000;
      const old = readings.filter(({ at }) => Date.parse(at) < border);
      expect(readings.length - old.length).toBeGreaterThanOrEqual(360);
      expect(old.length).toBeGreaterThanOrEqual(119);
      expect(old.length).toBeLessThanOrEqual(121);
      const minutes = old.map(({ at }) => at.slice(0, 16));
      expect(new Set(minutes).size).toBe(minutes.length);
    });

    test('that arrive late, twice, or from a clock that is ahead do no harm', async () => {
      const world = await createWorld(await dialect.open());
      const { job, report } = await trainingAgent(world);
      const now = world.clock.now();
      await report(now + 999_999_999);
      await report(now + 5);
      for (let late = 0; late < 12; late++) await report(now - 5 * 60 * 60_000 + late * 10_000);
      await report(now, [reading('GPU-\0x'), reading('GPU-\0x')]);
      const { readings } = await world.jobs.gpuReadings(world.accountId, job.id, {});
      expect(readings.map(({ at }) => Date.parse(at) - now)).toEqual([
        -5 * 60 * 60_000,
        -5 * 60 * 60_000 + 60_000,
        0,
        0,
      ]);
    });
  });
}
