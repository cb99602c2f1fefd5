import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Executor } from '../../src/executors/executor.ts';
import { createGpuMonitor } from '../../src/gpus/gpu-monitor.ts';
import { listGpus } from '../../src/installation/list-gpus.ts';
import { listQueue } from '../../src/installation/list-queue.ts';
import { createWorld, playAgent, progress, started, submission, submitted } from '../jobs/world.ts';
import { databases } from '../support/databases.ts';
import { standInNvidiaSmi } from '../support/stand-in-nvidia-smi.ts';

const cards = ['GPU-a', 'GPU-b'].map((id, index) => ({ id, index, type: 'ADA_80_PLUS' }));
const executor: Pick<Executor, 'gpus' | 'node'> = { node: 'node-1', gpus: async () => cards };

for (const dialect of databases) {
  describe(`the queue and the GPUs on ${dialect.name}`, () => {
    /** One job of `anna` runs on the first card; one of hers and one of `bert` wait. */
    async function busyWorld() {
      const world = await createWorld(await dialect.open());
      const bert = await world.addAccount('bert');
      await world.addDataset(world.accountId, 'dogs');
      await world.addDataset(bert, 'dogs');
      const running = await submitted(world, { name: 'running' });
      const agent = await playAgent(world, running.id);
      await agent.claim();
      await agent.tell(started, progress(40));
      const lease = { node: 'node-1', gpu_id: 'GPU-a', gpu_index: 0, run_id: agent.runId };
      await world.db.query.insertInto('gpu_leases').values(lease).execute();
      world.clock.advance(1000);
      const berts = await world.jobs.submit(bert, submission({ name: 'berts' }));
      world.clock.advance(1000);
      const waiting = await submitted(world, { name: 'waiting' });
      return { world, bert, running, berts, waiting };
    }

    test('show one’s own jobs, and count those of others', async () => {
      const { world, bert, running, waiting } = await busyWorld();
      const options = { db: world.db, gpus: async () => cards };
      const anna = { accountId: world.accountId, isAdministrator: false };
      const queue = await listQueue(options, anna);
      expect(queue.running).toMatchObject([
        { id: running.id, gpu_ids: ['GPU-a'], current_step: 40, speed: 2, eta_seconds: 30 },
      ]);
      expect(queue.waiting).toMatchObject([
        {
          id: waiting.id,
          queue_position: 2,
          waiting_reason:
            'Waits for a free GPU of type ADA_80_PLUS, held by "running". 1 job is ahead of it.',
        },
      ]);
      expect(queue.others).toEqual({ running: 0, waiting: 1 });
      const berts = await listQueue(options, { accountId: bert, isAdministrator: false });
      expect(JSON.stringify(berts)).not.toContain(running.id);
      expect(JSON.stringify(berts)).not.toContain('anna');
      expect(berts.others).toEqual({ running: 1, waiting: 1 });
    });

    test('show an administrator the jobs of all, in order and with their owners', async () => {
      const { world, berts, waiting } = await busyWorld();
      const operator = { accountId: await world.addAccount('operator'), isAdministrator: true };
      const queue = await listQueue({ db: world.db, gpus: async () => cards }, operator);
      expect(queue.waiting.map(({ id, account }) => [id, account])).toEqual([
        [berts.id, 'bert'],
        [waiting.id, 'anna'],
      ]);
      expect(queue.others).toEqual({ running: 0, waiting: 0 });
    });

    test('have readings of the cards, and say who trains on them only to those who may know', async () => {
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      standInNvidiaSmi({
        cards:
          '0, GPU-a, 81559, 40000, 97, 61, NVIDIA H100 80GB HBM3\n1, GPU-b, 81559, 30000, [N/A], 40, NVIDIA H100 80GB HBM3',
        processes: 'GPU-b, 4711, 29000, python',
      });
      const { world, bert, running } = await busyWorld();
      const use = { db: world.db, executor, monitor: createGpuMonitor({ now: Date.now }), foreignMib: 1024 };
      const mine = await listGpus(use, { accountId: world.accountId, isAdministrator: false });
      expect(mine.gpus).toMatchObject([
        {
          id: 'GPU-a',
          gpu_id: '#1',
          name: 'NVIDIA H100 80GB HBM3',
          memory_used_bytes: 40_000 * 1024 ** 2,
          utilization_percent: 97,
          temperature_c: 61,
          state: 'leased',
          job: { id: running.id, name: 'running', account: 'anna' },
        },
        { id: 'GPU-b', state: 'foreign', utilization_percent: null, reason: null, job: null },
      ]);
      const berts = await listGpus(use, { accountId: bert, isAdministrator: false });
      expect(berts.gpus[0]).toMatchObject({ state: 'leased', job: null });
      const all = await listGpus(use, { accountId: bert, isAdministrator: true });
      expect(all.gpus[0]?.job?.name).toBe('running');
      expect(all.gpus[1]?.reason).not.toBeNull();
    });

    test('are slots without readings where there is no card', async () => {
      const world = await createWorld(await dialect.open());
      const slots = { node: 'node-1', gpus: async () => [{ id: 'slot-x-0', index: 0, type: 'ADA_80_PLUS' }] };
      const use = { db: world.db, executor: slots, monitor: null, foreignMib: 0 };
      const { gpus } = await listGpus(use, { accountId: world.accountId, isAdministrator: false });
      expect(gpus).toMatchObject([{ state: 'free', name: null, memory_total_bytes: null, job: null }]);
    });
  });
}
