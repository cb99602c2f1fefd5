import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import {
  closePlayedRun,
  configYaml,
  createWorld,
  ended,
  playAgent,
  progress,
  refusal,
  started,
  submission,
  submitted,
} from './world.ts';

for (const dialect of databases) {
  describe(`the details of a job on ${dialect.name}`, () => {
    test('are its newest config as it was submitted, without the token that stood in it', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const text = `# my notes stay\n${configYaml()}`.replace(
        'name_or_path',
        'hf_token: hf_secret, name_or_path',
      );
      const job = await world.jobs.submit(world.accountId, { ...submission(), config_file: text });
      const first = await world.jobs.config(world.accountId, job.id);
      expect(first).toMatchObject({ config_file_format: 'yaml', config_version: 1, gpu_type: 'ADA_80_PLUS' });
      expect(first.config_file).toContain('# my notes stay');
      expect(first.config_file).not.toContain('hf_secret');
      await world.jobs.cancel(world.accountId, job.id);
      world.clock.advance(60_000);
      await world.jobs.edit(world.accountId, job.id, {
        ...submission({ steps: 77 }),
        gpu_type: 'HOPPER_141',
      });
      const second = await world.jobs.config(world.accountId, job.id);
      expect(second).toMatchObject({ config_version: 2, gpu_type: 'HOPPER_141' });
      expect(second.config_file).toContain('steps: 77');
      expect(Date.parse(second.created_at) - Date.parse(first.created_at)).toBe(60_000);
    });

    test('are the GPU that it asked for, until an edit names another type or any', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await world.jobs.submit(world.accountId, { ...submission(), gpu_id: '#2' });
      await world.jobs.cancel(world.accountId, job.id);
      const idAfter = async (change: object) => {
        await world.jobs.edit(world.accountId, job.id, { ...submission(), ...change });
        return (await world.jobs.config(world.accountId, job.id)).gpu_id;
      };
      expect(await idAfter({})).toBe('#2');
      expect(await idAfter({ gpu_id: null })).toBeNull();
      expect(await idAfter({ gpu_id: '#1' })).toBe('#1');
      expect(await idAfter({ gpu_type: 'HOPPER_141' })).toBeNull();
    });

    test('are its runs, newest last, each with how it ended and where', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      expect((await world.jobs.runs(world.accountId, job.id)).runs).toMatchObject([
        { number: 1, state: 'queued', outcome: null, started_at: null, gpus: [], host: null },
      ]);
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started, progress(40));
      await agent.publish({ kind: 'checkpoint', filename: 'my_lora_000000040.safetensors', step: 40 });
      await agent.tell(ended('failed', 41, 'CUDA out of memory'));
      await closePlayedRun(world, agent.runId);
      await world.jobs.edit(world.accountId, job.id, submission());
      await world.jobs.resume(world.accountId, job.id, {});
      const { runs } = await world.jobs.runs(world.accountId, job.id);
      expect(runs).toMatchObject([
        {
          id: agent.runId,
          number: 1,
          state: 'ended',
          phase: null,
          outcome: 'failed',
          message: expect.stringContaining('CUDA out of memory'),
          trainer_version: 'builtin 1',
          host: 'h',
          config_version: 1,
        },
        { number: 2, state: 'queued', resumed_from_step: 40, config_version: 2 },
      ]);
    });

    test('are speed and remaining time, for as long as it trains', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      const status = () => world.jobs.status(world.accountId, job.id);
      expect(await status()).toMatchObject({ speed: null, eta_seconds: null });
      const agent = await playAgent(world, job.id);
      await agent.claim();
      await agent.tell(started);
      expect(await status()).toMatchObject({ speed: null, eta_seconds: null });
      await agent.tell(progress(40));
      expect(await status()).toMatchObject({ speed: 2, eta_seconds: 30 });
      const slow = { step: 41, loss: null, lr: null, steps_per_second: 1 };
      await agent.tell({ type: 'progress', step: 41, metrics: [slow] });
      const { speed, eta_seconds: eta } = await status();
      expect(speed).toBeCloseTo(1.7);
      expect(eta).toBe(Math.ceil(59 / 1.7));
      const [listed] = (await world.jobs.list(world.accountId, {})).jobs;
      expect(listed).toMatchObject({ eta_seconds: eta });
      await agent.tell(ended('finished', 100));
      await closePlayedRun(world, agent.runId);
      expect(await status()).toMatchObject({ status: 'STOPPED', speed: null, eta_seconds: null });
    });

    test('are, after a resume, speed and remaining time of the new run alone, however long the pause was', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      const first = await playAgent(world, job.id);
      await first.claim();
      await first.tell(started, progress(40));
      await first.publish({ kind: 'checkpoint', filename: 'my_lora_000000040.safetensors', step: 40 });
      await first.tell(ended('stopped', 40));
      await closePlayedRun(world, first.runId);
      world.clock.advance(86_400_000);
      await world.jobs.resume(world.accountId, job.id, {});
      const status = () => world.jobs.status(world.accountId, job.id);
      expect(await status()).toMatchObject({ status: 'IN_QUEUE', speed: null, eta_seconds: null });
      const second = await playAgent(world, job.id);
      await second.claim();
      await second.tell(started);
      expect(await status()).toMatchObject({ status: 'RUNNING', speed: null, eta_seconds: null });
      const quick = { step: 60, loss: null, lr: null, steps_per_second: 4 };
      await second.tell({ type: 'progress', step: 60, metrics: [quick] });
      expect(await status()).toMatchObject({ speed: 4, eta_seconds: 10 });
    });

    test('belong to its account alone', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const job = await submitted(world);
      const other = await world.addAccount('other');
      for (const look of [world.jobs.config, world.jobs.runs]) {
        expect((await refusal(look(other, job.id))).code).toBe(40451);
        expect((await refusal(look(world.accountId, 'x'))).code).toBe(40051);
      }
      expect((await refusal(world.jobs.gpuReadings(other, job.id, {}))).code).toBe(40451);
    });

    test('for a config that is being written are its datasets and whether its name is taken', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const facts = (config: string) => world.jobs.facts(world.accountId, { config_file: config });
      const before = await facts(configYaml());
      expect(before.facts.datasets).toMatchObject({ dogs: { status: 'READY', images: 1 } });
      expect(before.name_taken).toBe(false);
      expect(before.gpu_types).toContainEqual({ gpu_type: 'HOPPER_141', gpus: 1 });
      await submitted(world);
      expect((await facts(configYaml())).name_taken).toBe(true);
      expect((await facts(configYaml({ dataset: 'cats' }))).facts.datasets).toEqual({});
      const other = await world.addAccount('other');
      const foreign = await world.jobs.facts(other, { config_file: configYaml() });
      expect([foreign.facts.datasets, foreign.name_taken]).toEqual([{}, false]);
      for (const text of ['', 'a: [', '\0', 'config: {name: "a\\0b"}', 'config: 5', '&a [*a]']) {
        expect((await facts(text)).name_taken, text).toBe(false);
      }
    });
  });
}
