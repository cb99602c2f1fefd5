import { describe, expect, test } from 'vitest';
import { claimRuns } from '../../src/dispatch/claim-runs.ts';
import type { DispatchOptions } from '../../src/dispatch/dispatch-options.ts';
import { explainWaiting } from '../../src/dispatch/explain-waiting.ts';
import { readSituation } from '../../src/dispatch/situation.ts';
import type { Executor } from '../../src/executors/executor.ts';
import { listQueue } from '../../src/installation/list-queue.ts';
import { pauseQueue, resumeQueue } from '../../src/installation/pause-queue.ts';
import { createWorld, submitted, type World } from '../jobs/world.ts';
import { databases } from '../support/databases.ts';

const cards = ['GPU-a', 'GPU-b'].map((id, index) => ({ id, index, type: 'ADA_80_PLUS' }));
const operator = { name: 'olga', isAdministrator: true };

/** What a server has that looks at the rows with an executor of its own; a new one after each "restart". */
function serverOver(world: World, node = 'node-1') {
  const executor: Pick<Executor, 'name' | 'node' | 'queuesItself' | 'gpus'> = {
    ...{ name: 'local', node, queuesItself: false, gpus: async () => cards },
  };
  const options: DispatchOptions = {
    ...{ db: world.db, clock: world.clock, signals: world.signals, left: undefined as never },
    executor: executor as Executor,
    ...{ serverId: node, leaseMs: 1, stopGraceMs: 1, logger: { info() {}, warn() {}, error() {} } },
  };
  let notified = 0;
  const notifyDispatcher = () => {
    notified += 1;
  };
  return {
    pauses: { ...options, notifyDispatcher },
    notified: () => notified,
    /** One pass of the dispatcher: the names of the GPUs that were given to runs. */
    async pass(): Promise<string[]> {
      const situation = await readSituation(options);
      if (situation === null) return [];
      const claimed = await claimRuns(options, situation);
      await explainWaiting(options, situation);
      return claimed.flatMap(({ gpus }) => gpus.map(({ id }) => id));
    },
  };
}

const reasonOf = async (world: World, id: string) =>
  (await world.jobs.status(world.accountId, id)).waiting_reason;

for (const dialect of databases) {
  describe(`a paused queue on ${dialect.name}`, () => {
    async function yard() {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      return { world, server: serverOver(world) };
    }

    test('starts nothing, says by whom, since when and why, over restarts, until it is resumed', async () => {
      const { world, server } = await yard();
      const { id: first } = await submitted(world, { name: 'first' });
      expect(await server.pass()).toEqual(['GPU-a']);
      const { pauses } = await pauseQueue(server.pauses, operator, { reason: 'New driver at noon. ' });
      const paused = {
        ...{ node: null, gpu: null, gpu_label: null, paused_by: 'olga' },
        ...{ paused_at: '2026-01-01T00:00:00.000Z', reason: 'New driver at noon.' },
      };
      expect(pauses).toEqual([paused]);
      expect(server.notified()).toBe(1);

      const { id } = await submitted(world, { name: 'second' });
      expect(await server.pass()).toEqual([]);
      const restarted = serverOver(world);
      expect(await restarted.pass()).toEqual([]);
      expect(await reasonOf(world, id)).toBe(
        'The queue is paused by olga since 2026-01-01 00:00 UTC: New driver at noon.',
      );
      // What was started goes on.
      const { state } = await world.db.query
        .selectFrom('runs')
        .select('state')
        .where('job_id', '=', first)
        .executeTakeFirstOrThrow();
      expect(state).toBe('starting');
      const viewer = { accountId: world.accountId, isAdministrator: false };
      const queue = await listQueue({ db: world.db, gpus: async () => cards }, viewer);
      expect(queue.pauses).toEqual([paused]);

      expect(await resumeQueue(restarted.pauses, operator, {})).toEqual({ pauses: [] });
      expect(await restarted.pass()).toEqual(['GPU-b']);
      expect(await reasonOf(world, id)).toBeNull();
    });

    test('is paused when that is answered: no pass that was under way starts anything afterwards', async () => {
      const { world, server } = await yard();
      const countStarted = async () =>
        (await world.db.query.selectFrom('runs').select('id').where('state', '<>', 'queued').execute())
          .length;
      await submitted(world, { name: 'one' });
      await submitted(world, { name: 'two' });
      for (let round = 0; round < 8; round += 1) {
        await world.db.query.updateTable('runs').set({ state: 'queued' }).execute();
        await world.db.query.deleteFrom('gpu_leases').execute();
        const passes = [server.pass(), serverOver(world).pass()];
        const pause = pauseQueue(server.pauses, operator, {}).then(countStarted);
        await Promise.all(passes);
        expect(await countStarted()).toBe(await pause);
        expect(await server.pass()).toEqual([]);
        await resumeQueue(server.pauses, operator, {});
      }
    });

    test('of one GPU leaves the others, and of a machine none of its own', async () => {
      const { world, server } = await yard();
      const { pauses } = await pauseQueue(server.pauses, operator, { gpu: 'GPU-a' });
      expect(pauses).toMatchObject([
        { node: 'node-1', gpu: 'GPU-a', gpu_label: 'ADA_80_PLUS #1', reason: null },
      ]);
      await submitted(world, { name: 'first' });
      world.clock.advance(1);
      const { id } = await submitted(world, { name: 'second' });
      expect(await server.pass()).toEqual(['GPU-b']);
      // It waits for the run on the other GPU, as it would on a machine with one.
      expect(await reasonOf(world, id)).toBeNull();
      await pauseQueue(server.pauses, operator, { gpu: 'GPU-b' });
      expect(await server.pass()).toEqual([]);
      expect(await reasonOf(world, id)).toBe(
        'The GPU ADA_80_PLUS #1 is paused by olga since 2026-01-01 00:00 UTC. The GPU ADA_80_PLUS #2 is paused by olga since 2026-01-01 00:00 UTC.',
      );
      await resumeQueue(server.pauses, operator, { gpu: 'GPU-a' });
      await resumeQueue(server.pauses, operator, { gpu: 'GPU-b', node: 'node-1' });
      await pauseQueue(server.pauses, operator, { node: 'node-1', reason: 'Dust' });
      expect(await server.pass()).toEqual([]);
      expect(await reasonOf(world, id)).toMatch(/^The queue of the machine node-1 is paused .*: Dust\.$/);
      expect(await serverOver(world, 'node-2').pass()).toEqual(['GPU-a']);
    });

    test('a second pause takes the place of the first, and resuming what runs changes nothing', async () => {
      const { server } = await yard();
      await pauseQueue(server.pauses, operator, { reason: 'One' });
      const second = await pauseQueue(server.pauses, { ...operator, name: 'otto' }, {});
      expect(second.pauses).toMatchObject([{ paused_by: 'otto', reason: null }]);
      expect(await resumeQueue(server.pauses, operator, { gpu: 'GPU-a' })).toEqual(second);
      expect(await resumeQueue(server.pauses, operator, {})).toEqual({ pauses: [] });
      expect(await resumeQueue(server.pauses, operator, {})).toEqual({ pauses: [] });
    });

    test('is for administrators, and for machines and GPUs that there are', async () => {
      const { world, server } = await yard();
      const anna = { name: 'anna', isAdministrator: false };
      await expect(pauseQueue(server.pauses, anna, {})).rejects.toMatchObject({ status: 403 });
      await expect(resumeQueue(server.pauses, anna, {})).rejects.toMatchObject({ status: 403 });
      for (const scope of [{ gpu: 'GPU-x' }, { node: 'node-x' }, { node: 'node-x', gpu: 'GPU-a' }]) {
        await expect(pauseQueue(server.pauses, operator, scope)).rejects.toMatchObject({ status: 404 });
        await expect(resumeQueue(server.pauses, operator, scope)).rejects.toMatchObject({ status: 404 });
      }
      // Of a GPU that is gone a pause can still be taken away.
      await pauseQueue(server.pauses, operator, { gpu: 'GPU-b' });
      await world.db.query.updateTable('queue_pauses').set({ gpu_id: 'GPU-gone' }).execute();
      expect(await resumeQueue(server.pauses, operator, { gpu: 'GPU-gone' })).toEqual({ pauses: [] });
    });
  });
}
