import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { configYaml, createWorld, openSqlite, playAgent, refusal, submission, submitted } from './world.ts';

for (const dialect of databases) {
  describe(`submitting on ${dialect.name}`, () => {
    test('a good submission becomes a queued job with its config, run, pins and event', async () => {
      const world = await createWorld(await dialect.open());
      const datasetId = await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      expect(job).toMatchObject({
        name: 'my_lora',
        status: 'IN_QUEUE',
        gpu_type: 'ADA_80_PLUS',
        gpu_count: 1,
        progress: { current_step: 0, total_steps: 100, percent: 0 },
        queue_position: 1,
        created_at: '2026-01-01T00:00:00.000Z',
        started_at: null,
        finished_at: null,
        error: null,
        run_number: 1,
        resumed_from_step: null,
        status_url: `http://server.test/prod/v1/trainers/ai-toolkit/jobs/${job.id}/status`,
      });
      expect(await world.jobs.status(world.accountId, job.id)).toEqual(job);
      const pins = await world.db.query.selectFrom('run_datasets').selectAll().execute();
      expect(pins).toMatchObject([{ dataset_id: datasetId, name: 'dogs', revision: 3, released_at: null }]);
      const events = await world.db.query.selectFrom('job_events').selectAll().execute();
      expect(events).toMatchObject([{ job_id: job.id, type: 'submitted' }]);
      expect(world.notified()).toBe(1);
    });

    test('a token in the config is stored encrypted and nowhere else, and reaches the run', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const token = `hf_${'a'.repeat(34)}`;
      const job = await submitted(world, { extra: `, hf_token: ${token}` });
      const config = await world.db.query.selectFrom('job_configs').selectAll().executeTakeFirstOrThrow();
      expect(config.yaml).not.toContain(token);
      expect(config.resolved).not.toContain(token);
      expect(config.hf_token_ciphertext).not.toBeNull();
      expect(config.hf_token_ciphertext).not.toContain(token);
      const agent = await playAgent(world, job.id);
      expect((await agent.claim()).secrets).toEqual({ HF_TOKEN: token });
    });

    test('of many submissions of one name at once, one makes a job and the others get 40951', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => submitted(world)));
      const made = outcomes.filter(({ status }) => status === 'fulfilled');
      const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : null));
      expect(made).toHaveLength(1);
      expect(codes.filter((code) => code === 40951)).toHaveLength(11);
      const { count } = await world.db.query
        .selectFrom('jobs')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      expect(count).toBe(1);
    });

    test('another account can use the same name, and cannot see the job', async () => {
      const world = await createWorld(await dialect.open());
      const bob = await world.addAccount('bob');
      await world.addDataset(world.accountId, 'dogs');
      await world.addDataset(bob, 'dogs');
      const job = await submitted(world);
      await expect(world.jobs.submit(bob, submission())).resolves.toMatchObject({ name: 'my_lora' });
      const absent = '00000000-0000-4000-8000-000000000000';
      const foreign = await refusal(world.jobs.status(bob, job.id));
      const missing = await refusal(world.jobs.status(bob, absent));
      expect(foreign.code).toBe(40451);
      expect(foreign.message.replace(job.id, absent)).toBe(missing.message);
    });

    test('a database that cannot be written answers 50052, and what is broken stays out of the message', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      await world.db.query.schema.dropTable('run_datasets').execute();
      const error = await refusal(submitted(world));
      expect(error.code).toBe(50052);
      expect(error.message).not.toMatch(/run_datasets|sql/i);
      expect(error.cause).toBeInstanceOf(Error);
      expect(await world.db.query.selectFrom('jobs').selectAll().execute()).toEqual([]);
    });
  });
}

describe('what a submission is refused for', () => {
  const bodies: [string, Record<string, unknown>, number][] = [
    ['another format', { config_file_format: 'json' }, 42251],
    ['no format', { config_file_format: undefined }, 42251],
    ['an unknown GPU type', { gpu_type: 'TITAN' }, 42252],
    ['a GPU type that is a number', { gpu_type: 5 }, 42252],
    ['no GPU type', { gpu_type: undefined }, 42252],
    ['three GPUs', { gpu_count: 3 }, 42273],
    ['a GPU count that is text', { gpu_count: '1' }, 42273],
    ['eight of a type that cannot', { gpu_count: 8, gpu_type: 'HOPPER_141' }, 42273],
    ['a GPU that is not there', { gpu_id: '#3' }, 42252],
    ['a config that is not text', { config_file: { job: 'extension' } }, 42253],
    ['a config that is not YAML', { config_file: 'a: [' }, 42253],
    ['a dataset that does not exist', { config_file: configYaml({ dataset: 'cats' }) }, 42254],
    ['a bad name', { config_file: configYaml({ name: '"a b"' }) }, 42262],
    ['a bad format before everything else', { config_file_format: 1, gpu_type: 1, config_file: 1 }, 42251],
    ['a bad GPU type before a bad config', { gpu_type: 1, config_file: 1 }, 42252],
  ];
  test.each(bodies)('%s', async (_what, change, code) => {
    const world = await createWorld(await openSqlite());
    await world.addDataset(world.accountId, 'dogs');
    const error = await refusal(world.jobs.submit(world.accountId, { ...submission(), ...change }));
    expect(error.code).toBe(code);
    expect(error.findings[0]).toMatchObject({ code, message: error.message });
    expect(await world.db.query.selectFrom('jobs').selectAll().execute()).toEqual([]);
  });

  test('every problem is in the findings, in the order of the contract', async () => {
    const world = await createWorld(await openSqlite());
    await world.addDataset(world.accountId, 'dogs');
    await submitted(world);
    const body = {
      config_file_format: 'toml',
      gpu_type: 'x',
      gpu_count: 2,
      config_file: configYaml({ dataset: 'cats' }),
    };
    const error = await refusal(world.jobs.submit(world.accountId, body));
    const codes = error.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes).toEqual([42251, 42252, 42273, 40951, 42254]);
  });

  test('a field that is null counts as left out', async () => {
    const world = await createWorld(await openSqlite());
    await world.addDataset(world.accountId, 'dogs');
    const body = { ...submission(), gpu_count: null, gpu_id: null };
    await expect(world.jobs.submit(world.accountId, body)).resolves.toMatchObject({
      gpu_count: 1,
      gpu_id: null,
    });
  });

  test('eight GPUs are one process of the built-in trainer, so one slot is enough', async () => {
    const world = await createWorld(await openSqlite());
    await world.addDataset(world.accountId, 'dogs');
    const body = { ...submission(), gpu_count: 8 };
    await expect(world.jobs.submit(world.accountId, body)).resolves.toMatchObject({ gpu_count: 8 });
  });

  test('validating says the same and stores nothing', async () => {
    const world = await createWorld(await openSqlite());
    await world.addDataset(world.accountId, 'dogs');
    expect(await world.jobs.validate(world.accountId, submission())).toMatchObject({ valid: true });
    const bad = await world.jobs.validate(world.accountId, { ...submission(), gpu_type: 'x' });
    expect(bad.valid).toBe(false);
    expect(bad.findings[0]).toMatchObject({ code: 42252, path: 'gpu_type' });
    expect(bad.findings[0]?.message).toContain('ADA_80_PLUS, HOPPER_141');
    expect(await world.db.query.selectFrom('jobs').selectAll().execute()).toEqual([]);
  });
});
