import { ApiError } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { findOldJobs } from '../../src/retention/old-jobs.ts';
import { sweepJobs } from '../../src/retention/sweep-jobs.ts';
import { databases } from '../support/databases.ts';
import { createWorld, submitted } from './world.ts';

const dayMs = 86_400_000;
const logger = { info() {} };

for (const dialect of databases) {
  describe(`old jobs on ${dialect.name}`, () => {
    test('go by age and by count for each account, and never one that is in use', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      for (const name of ['first', 'second', 'third']) {
        const { id } = await submitted(world, { name });
        await world.jobs.cancel(world.accountId, id);
        await world.db.query.updateTable('runs').set({ state: 'ended' }).where('job_id', '=', id).execute();
        world.clock.advance(dayMs);
      }
      await submitted(world, { name: 'waiting' });
      const old = async (retentionDays: number | null, retentionJobs: number | null) =>
        (await findOldJobs(world, { retentionDays, retentionJobs })).map(({ name }) => name);
      expect(await old(null, null)).toEqual([]);
      expect(await old(2, null)).toEqual(['first']);
      expect(await old(null, 1)).toEqual(['second', 'first']);
      expect(await old(0, 0)).toEqual(['third', 'second', 'first']);

      const sweep = () =>
        sweepJobs(
          { ...world, deleteJob: world.jobs.delete, logger },
          { retentionDays: 2, retentionJobs: null },
        );
      expect(await sweep()).toBe(1);
      expect(await sweep()).toBe(0);
      const { jobs } = await world.jobs.list(world.accountId, {});
      expect(jobs.map(({ name }) => name)).toEqual(['waiting', 'third', 'second']);
    });

    test('that captioned go by the same settings, counted apart from trainings, and with what came of their files', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      for (const name of ['training', 'captioning']) {
        const { id } = await submitted(world, { name });
        await world.jobs.cancel(world.accountId, id);
        await world.db.query.updateTable('runs').set({ state: 'ended' }).where('job_id', '=', id).execute();
        world.clock.advance(dayMs);
        if (name === 'training') continue;
        await world.db.query.updateTable('jobs').set({ kind: 'captioning' }).where('id', '=', id).execute();
        const result = { job_id: id, filename: 'a.png', result: 'saved' as const, message: null };
        await world.db.query.insertInto('caption_results').values(result).execute();
      }
      const old = async (retentionJobs: number) =>
        (await findOldJobs(world, { retentionDays: null, retentionJobs })).map(({ name }) => name);
      expect(await old(1)).toEqual([]);
      expect((await old(0)).sort()).toEqual(['captioning', 'training']);
      const options = { ...world, deleteJob: world.jobs.delete, logger };
      expect(await sweepJobs(options, { retentionDays: 0, retentionJobs: null })).toBe(2);
      expect(await world.db.query.selectFrom('caption_results').selectAll().execute()).toEqual([]);
    });

    test('of which one cannot be deleted keep none of the others, and that is told', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const ids: string[] = [];
      for (const name of ['first', 'bad', 'third']) {
        const { id } = await submitted(world, { name });
        await world.jobs.cancel(world.accountId, id);
        await world.db.query.updateTable('runs').set({ state: 'ended' }).where('job_id', '=', id).execute();
        ids.push(id);
      }
      const deleteJob = (accountId: string, jobId: string) =>
        jobId === ids[1]
          ? Promise.reject(new ApiError(50051, 'The database failed.'))
          : world.jobs.delete(accountId, jobId);
      const settings = { retentionDays: null, retentionJobs: 0 };
      await expect(sweepJobs({ ...world, deleteJob, logger }, settings)).rejects.toThrow(
        'The database failed.',
      );
      const { jobs } = await world.jobs.list(world.accountId, {});
      expect(jobs.map(({ id }) => id)).toEqual([ids[1]]);
    });

    test('that were resumed between the look and the sweep stay', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world, {});
      await world.jobs.cancel(world.accountId, id);
      await world.db.query.updateTable('runs').set({ state: 'ended' }).where('job_id', '=', id).execute();
      world.clock.advance(dayMs);
      const deleteJob = async (accountId: string, jobId: string) => {
        await world.jobs.resume(accountId, jobId, {});
        return world.jobs.delete(accountId, jobId);
      };
      expect(
        await sweepJobs({ ...world, deleteJob, logger }, { retentionDays: 0, retentionJobs: null }),
      ).toBe(0);
      expect(await world.jobs.status(world.accountId, id)).toMatchObject({ status: 'IN_QUEUE' });
    });
  });
}
