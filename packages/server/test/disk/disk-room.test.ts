import { expect, test } from 'vitest';
import { createDiskRoom } from '../../src/disk/disk-room.ts';
import { createStartCheck } from '../../src/dispatch/start-check.ts';
import { readCheckouts } from '../../src/trainers/checkouts.ts';
import { createWorld, playAgent, started, submitted, type World } from '../jobs/world.ts';
import { databases } from '../support/databases.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A job whose run, forecast to write so much, was started by an executor. */
async function underWay(world: World, name: string, executor: string, diskBytes: number | null) {
  const { id } = await submitted(world, { name });
  const agent = await playAgent(world, id);
  await world.db.query
    .updateTable('runs')
    .set({ executor, disk_bytes: diskBytes })
    .where('id', '=', agent.runId)
    .execute();
  await agent.claim();
  await agent.tell(started);
  return agent;
}

for (const dialect of databases) {
  test(`runs under way keep the room that they still need on ${dialect.name}`, async () => {
    const world = await createWorld(await dialect.open());
    await world.addDataset(world.accountId, 'dogs');
    const room = createDiskRoom(world.db.query, tempFolder(), 'local@here');
    expect((await room()).promisedBytes).toBe(0);
    const agent = await underWay(world, 'first', 'local@here', 1000);
    await underWay(world, 'second', 'local@here', 30);
    await underWay(world, 'unknown', 'local@here', null);
    await underWay(world, 'elsewhere', 'local@there', 5000);
    const { id } = await submitted(world, { name: 'waiting' });
    await world.db.query.updateTable('runs').set({ disk_bytes: 70_000 }).where('job_id', '=', id).execute();
    expect((await room()).promisedBytes).toBe(1030);
    // What is in the store is no longer to be written; a run that writes more than was foreseen promises nothing.
    await agent.publish({ kind: 'checkpoint', filename: 'a.safetensors', step: 5, text: 'x'.repeat(300) });
    await agent.publish({ kind: 'optimizer', filename: 'a.pt', step: 5, text: 'x'.repeat(90) });
    expect((await room()).promisedBytes).toBe(730);
    await agent.publish({ kind: 'checkpoint', filename: 'b.safetensors', step: 9, text: 'x'.repeat(900) });
    expect(await room()).toEqual({ freeBytes: expect.any(Number), promisedBytes: 30, queuedBytes: 70_000 });
  });
}

test('of two runs of which the disk holds one, one is started', async () => {
  const checkouts = readCheckouts({ trainer: 'builtin', aiToolkitDir: null, aiToolkitDirs: [] } as never);
  const diskRoom = async () => ({ freeBytes: 10e9, promisedBytes: 2e9, queuedBytes: 90e9 });
  const checkpoints = { refresh: async () => undefined, isRead: () => true };
  const check = await createStartCheck({ checkouts, diskRoom, models: null, checkpoints })();
  const run = { id: 'a', account_id: 'b', disk_bytes: 5e9, checkout: null, resume_step: null, created_at: 0 };
  expect(check.obstacle(run)).toBeNull();
  expect(check.obstacle(run, 5e9)).toContain('The disk is too full');
});
