import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import {
  closePlayedRun,
  configYaml,
  createWorld,
  ended,
  openSqlite,
  playAgent,
  progress,
  refusal,
  refusedStatus,
  started,
  submitted,
  type Told,
  type World,
} from './world.ts';

/** A job whose run was played to its end. */
async function playedOut(world: World, told: Told[], options: Parameters<typeof submitted>[1] = {}) {
  const job = await submitted(world, options);
  const agent = await playAgent(world, job.id);
  await agent.claim();
  await agent.tell(started, ...told);
  await closePlayedRun(world, agent.runId);
  return { job, agent, now: await world.jobs.status(world.accountId, job.id) };
}

async function worldWithDogs(db: World['db']): Promise<World> {
  const world = await createWorld(db);
  await world.addDataset(world.accountId, 'dogs');
  return world;
}

for (const dialect of databases) {
  describe(`the life of a job on ${dialect.name}`, () => {
    test('a job that trains to its last step is STOPPED there, without an error', async () => {
      const world = await worldWithDogs(await dialect.open());
      const { now } = await playedOut(world, [progress(40), ended('finished', 100)]);
      expect(now).toMatchObject({
        status: 'STOPPED',
        progress: { current_step: 100, total_steps: 100, percent: 100 },
        error: null,
        phase: null,
        queue_position: null,
      });
      expect(now.started_at).not.toBeNull();
      expect(now.finished_at).not.toBeNull();
      const pins = await world.db.query.selectFrom('run_datasets').select('released_at').execute();
      expect(pins).toEqual([{ released_at: world.clock.now() }]);
    });

    test('what waits for the end of a run waits as long as it should when the clock is set meanwhile', async () => {
      const db = await dialect.open();
      const world = await createWorld(db, { cancelWaitMs: 30 });
      await world.addDataset(world.accountId, 'dogs');
      const { accountId } = world;
      const { id } = await submitted(world);
      const agent = await playAgent(world, id);
      await agent.claim();
      await agent.tell(started, progress(40));
      // By this clock the wait never ends.
      expect(await world.jobs.cancel(accountId, id)).toMatchObject({ status: 'RUNNING' });
      await agent.tell(ended('stopped', 40));
      await db.query.updateTable('jobs').set({ status: 'CANCELED' }).execute();
      const resumed = world.jobs.resume(accountId, id, {});
      // By this one it is over before the run is closed.
      world.clock.advance(3_600_000);
      for (let look = 0; look < 5; look += 1) {
        world.signals.changed(id);
        await world.jobs.status(accountId, id);
      }
      await closePlayedRun(world, agent.runId);
      world.signals.changed(id);
      expect(await resumed).toMatchObject({ status: 'IN_QUEUE', run_number: 2 });
    });

    test('cancelling a queued job ends it at once, and again changes nothing', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const canceled = await world.jobs.cancel(world.accountId, job.id);
      expect(canceled).toMatchObject({ status: 'CANCELED', queue_position: null });
      world.clock.advance(1000);
      expect(await world.jobs.cancel(world.accountId, job.id)).toEqual(canceled);
      const run = await world.db.query.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ state: 'ended', outcome: 'canceled' });
    });

    test('cancelling a job whose agent is starting ends it at once, and the agent gets 409', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      expect(await world.jobs.cancel(world.accountId, job.id)).toMatchObject({ status: 'CANCELED' });
      expect(await refusedStatus(agent.tell(started))).toBe(409);
      await closePlayedRun(world, agent.runId);
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({ status: 'CANCELED' });
    });

    test('cancelling a running job sends one stop command, and the job ends when its run does', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started, progress(100));
      expect(await world.jobs.cancel(world.accountId, job.id)).toMatchObject({ status: 'RUNNING' });
      expect(await world.jobs.cancel(world.accountId, job.id)).toMatchObject({ status: 'RUNNING' });
      const { commands } = await agent.tell();
      expect(commands.map(({ type }) => type)).toEqual(['stop']);
      await agent.tell(ended('stopped', 100));
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({ status: 'RUNNING' });
      await closePlayedRun(world, agent.runId);
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({
        status: 'CANCELED',
        progress: { current_step: 99, total_steps: 100 },
        error: null,
      });
    });

    test('a trainer that finishes before the stop takes effect has finished', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started);
      await world.jobs.cancel(world.accountId, job.id);
      await agent.tell(ended('finished', 100));
      await closePlayedRun(world, agent.runId);
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({
        status: 'STOPPED',
        progress: { current_step: 100 },
        error: null,
      });
    });

    test('a running job can be asked for a checkpoint and samples, each once until it is asked again', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started);
      expect(await world.jobs.saveNow(world.accountId, job.id)).toMatchObject({ status: 'RUNNING' });
      await world.jobs.saveNow(world.accountId, job.id);
      await world.jobs.sampleNow(world.accountId, job.id);
      const first = (await agent.tell()).commands;
      expect(first.map(({ type }) => type)).toEqual(['save_now', 'sample_now']);
      await world.jobs.saveNow(world.accountId, job.id);
      const second = (await agent.tell()).commands;
      expect(second.map(({ type }) => type)).toEqual(['sample_now', 'save_now']);
      // The number says that it is to be done again.
      expect(Math.max(...first.map(({ id }) => id))).toBeLessThan(second[1]?.id ?? 0);
      const events = await world.db.query
        .selectFrom('job_events')
        .select('type')
        .where('type', 'in', ['save_requested', 'sample_requested'])
        .orderBy('id')
        .execute();
      expect(events.map(({ type }) => type)).toEqual([
        'save_requested',
        'save_requested',
        'sample_requested',
        'save_requested',
      ]);
    });

    test('a job that does not run, or is being stopped, is not asked for a checkpoint', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const ask = () => world.jobs.saveNow(world.accountId, job.id);
      await expect(ask()).rejects.toMatchObject({
        status: 409,
        message: 'The job is IN_QUEUE; only a job that is RUNNING can be asked to save.',
      });
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started);
      await world.jobs.cancel(world.accountId, job.id);
      await expect(ask()).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('being stopped'),
      });
      await agent.tell(ended('stopped', 10));
      await closePlayedRun(world, agent.runId);
      await expect(ask()).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('CANCELED'),
      });
      expect(await world.db.query.selectFrom('run_commands').selectAll().execute()).toEqual([]);
    });

    test('of resumes that arrive together exactly one makes a run', async () => {
      const world = await worldWithDogs(await dialect.open());
      const { job } = await playedOut(world, [ended('killed', 50)]);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => world.jobs.resume(world.accountId, job.id, {})),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 42267 });
      }
      const runs = await world.db.query
        .selectFrom('runs')
        .select(['number', 'fence'])
        .orderBy('number')
        .execute();
      expect(runs).toEqual([
        { number: 1, fence: 1 },
        { number: 2, fence: 2 },
      ]);
    });

    test('a resume goes on from the highest checkpoint with the optimizer of that step', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      const first = await playAgent(world, job.id);
      await first.claim();
      await first.tell(started, progress(25), progress(50), progress(60));
      for (const step of [25, 50]) {
        await first.publish({ kind: 'checkpoint', filename: `my_lora_${step}.safetensors`, step });
        await first.publish({ kind: 'optimizer', filename: `optimizer_${step}.pt`, step });
      }
      await first.tell(ended('killed', 60));
      await closePlayedRun(world, first.runId);
      const before = await world.jobs.status(world.accountId, job.id);
      expect(before.error).toMatchObject({ code: 'RUN_KILLED', reason: 'RUN_KILLED' });

      world.clock.advance(5000);
      const resumed = await world.jobs.resume(world.accountId, job.id, { gpu_type: 'HOPPER_141' });
      expect(resumed).toMatchObject({
        id: job.id,
        status: 'IN_QUEUE',
        gpu_type: 'HOPPER_141',
        run_number: 2,
        resumed_from_step: 50,
        progress: { current_step: 50 },
        error: null,
        finished_at: null,
        started_at: before.started_at,
      });
      const second = await playAgent(world, job.id, 'two');
      const assignment = await second.claim();
      expect(assignment.resume_from).toMatchObject({
        step: 50,
        files: [
          { kind: 'checkpoint', filename: 'my_lora_50.safetensors' },
          { kind: 'optimizer', filename: 'optimizer_50.pt' },
        ],
      });
      expect(assignment.fence).toBe(2);
      await second.tell(started);
      const { metrics } = await world.jobs.metrics(world.accountId, job.id, {});
      expect(metrics.map(({ step }) => step)).toEqual([25, 50]);
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({
        started_at: before.started_at,
      });
      // The agent of the first run has nothing to say any more.
      expect(await refusedStatus(first.tell(progress(61)))).toBe(409);
    });

    test('a failed job can be edited, and resumed after that', async () => {
      const world = await worldWithDogs(await dialect.open());
      const { job, now } = await playedOut(world, [progress(10), ended('failed', 10, 'CUDA out of memory')]);
      expect(now).toMatchObject({
        status: 'FAILED',
        error: { code: 'TRAINING_ERROR', message: 'CUDA out of memory' },
      });
      expect((await refusal(world.jobs.resume(world.accountId, job.id, {}))).code).toBe(42267);
      const body = { config_file_format: 'yaml', config_file: configYaml({ steps: 200 }) };
      const edited = await world.jobs.edit(world.accountId, job.id, body);
      expect(edited).toMatchObject({
        status: 'STOPPED',
        error: null,
        progress: { current_step: 10, total_steps: 200 },
      });
      const resumed = await world.jobs.resume(world.accountId, job.id, {});
      expect(resumed).toMatchObject({
        status: 'IN_QUEUE',
        resumed_from_step: null,
        progress: { current_step: 0 },
      });
      const agent = await playAgent(world, job.id, 'two');
      expect((await agent.claim()).total_steps).toBe(200);
    });

    test('a finished job that gets more steps is no longer finished', async () => {
      const world = await worldWithDogs(await dialect.open());
      const { job } = await playedOut(world, [ended('finished', 100)]);
      const more = { config_file_format: 'yaml', config_file: configYaml({ steps: 300 }) };
      expect(await world.jobs.edit(world.accountId, job.id, more)).toMatchObject({
        status: 'STOPPED',
        progress: { current_step: 100, total_steps: 300 },
      });
    });

    test('deleting frees the name and leaves the objects to the sweeper', async () => {
      const world = await worldWithDogs(await dialect.open());
      const job = await submitted(world);
      expect(await refusedStatus(world.jobs.delete(world.accountId, job.id))).toBe(409);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started, { type: 'log', text: 'hello\n' });
      await agent.publish({ kind: 'checkpoint', filename: 'a.safetensors', step: 5 });
      expect(await refusedStatus(world.jobs.delete(world.accountId, job.id))).toBe(409);
      await agent.tell(ended('finished', 100));
      await closePlayedRun(world, agent.runId);
      const { object_key: key } = await world.db.query
        .selectFrom('artifacts')
        .select('object_key')
        .executeTakeFirstOrThrow();
      expect(await world.jobs.delete(world.accountId, job.id)).toEqual({ id: job.id, deleted: true });
      expect((await refusal(world.jobs.status(world.accountId, job.id))).code).toBe(40451);
      expect(await world.jobs.list(world.accountId, {})).toEqual({ jobs: [], next_cursor: null });
      const garbage = await world.db.query.selectFrom('object_garbage').select('object_key').execute();
      expect(garbage).toEqual([{ object_key: key }]);
      expect(await submitted(world)).toMatchObject({ name: 'my_lora' });
    });

    test('the list is newest first, in pages that neither repeat nor leave out', async () => {
      const world = await worldWithDogs(await dialect.open());
      const names: string[] = [];
      for (let index = 0; index < 7; index += 1) {
        names.unshift(`job_${index}`);
        await submitted(world, { name: `job_${index}` });
        // Two of each time, so that the id decides.
        if (index % 2 === 1) world.clock.advance(1000);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await world.jobs.list(world.accountId, { limit: 2, cursor });
        seen.push(...page.jobs.map(({ name }) => name));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect([...seen].sort()).toEqual([...names].sort());
      expect(seen[0]).toBe('job_6');
      const positions = await world.jobs.list(world.accountId, {});
      expect(positions.jobs.map(({ queue_position }) => queue_position).sort()).toEqual([
        1, 2, 3, 4, 5, 6, 7,
      ]);
      const { jobs } = await world.jobs.list(world.accountId, { status: 'RUNNING' });
      expect(jobs).toEqual([]);
      expect(await refusedStatus(world.jobs.list(world.accountId, { cursor: 'nonsense' }))).toBe(400);
    });
  });
}

describe('how a run ends and what becomes of its job', () => {
  test.each<[Told, boolean, object]>([
    [ended('finished', 100), false, { status: 'STOPPED', progress: { current_step: 100 }, error: null }],
    [
      ended('failed', 100, 'bad'),
      false,
      { status: 'FAILED', progress: { current_step: 99 }, error: { code: 'TRAINING_ERROR' } },
    ],
    [ended('failed', 3), true, { status: 'FAILED', error: { code: 'TRAINING_ERROR' } }],
    [ended('stopped', 100), true, { status: 'CANCELED', progress: { current_step: 99 }, error: null }],
    [ended('killed', 100), true, { status: 'CANCELED', progress: { current_step: 99 }, error: null }],
    [
      ended('stopped', 100),
      false,
      { status: 'STOPPED', progress: { current_step: 99 }, error: { reason: 'RUN_STOPPED' } },
    ],
    [
      ended('killed', 100),
      false,
      { status: 'STOPPED', progress: { current_step: 99 }, error: { reason: 'RUN_KILLED' } },
    ],
  ])('%o with a cancel asked for: %s', async (told, isCanceled, expected) => {
    const world = await worldWithDogs(await openSqlite());
    const job = await submitted(world);
    const agent = await playAgent(world, job.id);
    await agent.claim();
    await agent.tell(started);
    if (isCanceled) await world.jobs.cancel(world.accountId, job.id);
    await agent.tell(told);
    await closePlayedRun(world, agent.runId);
    expect(await world.jobs.status(world.accountId, job.id)).toMatchObject(expected);
  });

  test('a run that failed before its trainer started has failed', async () => {
    const world = await worldWithDogs(await openSqlite());
    const job = await submitted(world);
    const agent = await playAgent(world, job.id);
    await agent.claim();
    await agent.tell(ended('failed', 0, 'a file of the dataset is damaged'));
    await closePlayedRun(world, agent.runId);
    expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({
      status: 'FAILED',
      started_at: null,
    });
  });
});

describe('editing', () => {
  test.each<[string, object, number]>([
    ['another name', { config_file: configYaml({ name: 'other' }) }, 42277],
    ['another format', { config_file_format: 'json' }, 42251],
    ['a GPU type that is not offered', { gpu_type: 'TITAN' }, 42252],
    ['a missing dataset', { config_file: configYaml({ dataset: 'cats' }) }, 42254],
  ])('%s is refused', async (_what, change, code) => {
    const world = await worldWithDogs(await openSqlite());
    const job = await submitted(world);
    await world.jobs.cancel(world.accountId, job.id);
    const body = { config_file_format: 'yaml', config_file: configYaml(), ...change };
    expect((await refusal(world.jobs.edit(world.accountId, job.id, body))).code).toBe(code);
  });

  test('an active job is not edited, and a job that is not there is told apart from a bad id', async () => {
    const world = await worldWithDogs(await openSqlite());
    const job = await submitted(world);
    const body = { config_file_format: 'yaml', config_file: configYaml() };
    const edit = (id: string) => refusal(world.jobs.edit(world.accountId, id, body));
    expect((await edit(job.id)).code).toBe(42276);
    expect((await edit('00000000-0000-4000-8000-000000000000')).code).toBe(40451);
    expect((await edit('x')).code).toBe(40051);
  });

  test('a canceled job stays canceled, and fewer steps than it has done do not make it finished', async () => {
    const world = await worldWithDogs(await openSqlite());
    const { job } = await playedOut(world, [progress(80), ended('killed', 80)]);
    const body = { config_file_format: 'yaml', config_file: configYaml({ steps: 50 }) };
    expect(await world.jobs.edit(world.accountId, job.id, body)).toMatchObject({
      status: 'STOPPED',
      progress: { current_step: 49, total_steps: 50 },
    });
  });
});
