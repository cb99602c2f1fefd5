import { jobEvents, jobStatuses, nextJobStatus } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { transitionJob } from '../../src/jobs/transition.ts';
import { databases } from '../support/databases.ts';
import { createWorld, submitted } from './world.ts';

for (const dialect of databases) {
  describe(`the state machine on ${dialect.name}`, () => {
    test('every status and event does what the table says, with an event row, or nothing', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      const { id: runId } = await world.db.query.selectFrom('runs').select('id').executeTakeFirstOrThrow();
      const statusEvents = async () =>
        world.db.query.selectFrom('job_events').selectAll().where('type', '=', 'status').execute();
      for (const from of jobStatuses) {
        for (const event of jobEvents) {
          await world.db.query.updateTable('jobs').set({ status: from }).execute();
          const before = await statusEvents();
          const to = await transitionJob(world.db.query, { jobId: job.id, runId, from, event, at: 5 });
          const row = await world.db.query.selectFrom('jobs').selectAll().executeTakeFirstOrThrow();
          const added = (await statusEvents()).slice(before.length);
          expect(to, `${from} ${event}`).toBe(nextJobStatus(from, event));
          expect(row.status).toBe(to ?? from);
          expect(added.map(({ data }) => JSON.parse(data))).toEqual(
            to === null ? [] : [{ from, to, event, reason: null }],
          );
        }
      }
    });

    test('a job that has moved on is left as it is', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      const step = { jobId: job.id, runId: 'r', from: 'RUNNING', event: 'run-failed', at: 5 } as const;
      expect(await transitionJob(world.db.query, step)).toBeNull();
      expect(await world.jobs.status(world.accountId, job.id)).toEqual(job);
    });
  });
}
