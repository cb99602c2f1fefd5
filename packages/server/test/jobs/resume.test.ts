import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAutoResumer } from '../../src/dispatch/auto-resume.ts';
import { parseObjectKey } from '../../src/storage/object-key.ts';
import { databases } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  closePlayedRun,
  configYaml,
  contentOf,
  createWorld,
  ended,
  type PlayedAgent,
  playAgent,
  progress,
  started,
  submitted,
  type World,
} from './world.ts';

const nameOf = (step: number) => `my_lora_${String(step).padStart(9, '0')}.safetensors`;

/** Has a run save at each of these steps, with the optimizer state. */
async function save(agent: PlayedAgent, ...steps: number[]): Promise<void> {
  for (const step of steps) {
    await agent.publish({ kind: 'checkpoint', filename: nameOf(step), step });
    await agent.publish({ kind: 'optimizer', filename: `my_lora_${step}_optimizer.pt`, step });
  }
}

/** A job whose first run saved at steps 20, 40 and 60 and was killed at 65. */
async function killedJob(world: World): Promise<string> {
  await world.addDataset(world.accountId, 'dogs');
  const { id } = await submitted(world);
  await play(world, id, async (agent) => {
    await save(agent, 20, 40, 60);
    await agent.tell(progress(65), ended('killed', 65));
  });
  return id;
}

/** Plays the newest run of a job. */
async function play(world: World, id: string, work: (agent: PlayedAgent) => Promise<void>): Promise<void> {
  const agent = await playAgent(world, id);
  await agent.claim();
  await agent.tell(started);
  await work(agent);
  await closePlayedRun(world, agent.runId);
}

async function pathOf(world: World, kind: 'checkpoint' | 'optimizer', step: number): Promise<string> {
  const { object_key: key } = await world.db.query
    .selectFrom('artifacts')
    .select('object_key')
    .where('kind', '=', kind)
    .where('step', '=', step)
    .executeTakeFirstOrThrow();
  const path = world.store.localPath(parseObjectKey(key));
  if (path === null) throw new Error('The object is nowhere.');
  return path;
}

async function damage(
  world: World,
  kind: 'checkpoint' | 'optimizer',
  step: number,
  text: string,
): Promise<void> {
  const path = await pathOf(world, kind, step);
  chmodSync(path, 0o600);
  writeFileSync(path, text);
}

for (const dialect of databases) {
  describe(`a resume on ${dialect.name}`, () => {
    test('says from which step it goes on and how many steps are trained again, before and after', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const result = await world.jobs.result(world.accountId, id);
      expect(result.resume).toMatchObject({
        from_step: 60,
        lost_steps: 5,
        previous_step: 40,
        steps: [20, 40, 60],
      });
      const resumed = await world.jobs.resume(world.accountId, id, {});
      expect(resumed).toMatchObject({ resumed_from_step: 60, resume_lost_steps: 5, resume_note: null });
      expect((await world.jobs.result(world.accountId, id)).resume).toBeNull();
      const { data } = await world.db.query
        .selectFrom('job_events')
        .select('data')
        .where('type', '=', 'resumed')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(data)).toEqual({ from_step: 60, lost_steps: 5, note: null, automatic: false });
    });

    test('goes on from the checkpoint that from_step names', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const resumed = await world.jobs.resume(world.accountId, id, { from_step: 40 });
      expect(resumed).toMatchObject({
        resumed_from_step: 40,
        resume_lost_steps: 25,
        progress: { current_step: 40 },
      });
      const agent = await playAgent(world, id);
      expect((await agent.claim()).resume_from).toMatchObject({
        step: 40,
        files: [{ filename: nameOf(40) }, { filename: 'my_lora_40_optimizer.pt' }],
      });
    });

    test('of a lost run is done by the server itself, so often in a row and not oftener', async () => {
      const world = await createWorld(await dialect.open(), { realTime: true });
      const id = await killedJob(world);
      const resumer = createAutoResumer({
        db: world.db,
        clock: world.clock,
        logger: { info() {}, warn() {}, error() {} },
        most: 2,
        resume: world.jobs.resumeLost,
        intervalMs: 20,
      });
      onTestFinished(() => resumer.stop());
      const reaches = (runNumber: number) =>
        waitFor(`run ${runNumber}`, async () => {
          const job = await world.jobs.status(world.accountId, id);
          return job.run_number === runNumber && job.status === 'IN_QUEUE' ? job : null;
        });
      const lose = () => play(world, id, (agent) => agent.tell(ended('killed', 61)).then(() => undefined));
      expect(await reaches(2)).toMatchObject({ id, resumed_from_step: 60, resume_lost_steps: 5 });
      await lose();
      await reaches(3);
      await lose();
      // Twice is enough; a person may resume again, and that counts anew.
      await world.jobs.resume(world.accountId, id, {});
      await reaches(4);
      await lose();
      await reaches(5);
      await world.jobs.cancel(world.accountId, id);
      const events = await world.db.query
        .selectFrom('job_events')
        .select('data')
        .where('type', '=', 'resumed')
        .orderBy('id')
        .execute();
      const areAutomatic = events.map(({ data }) => (JSON.parse(data) as { automatic: boolean }).automatic);
      expect(areAutomatic).toEqual([true, true, false, true]);
      expect(await world.jobs.status(world.accountId, id)).toMatchObject({
        status: 'CANCELED',
        run_number: 5,
      });
    });

    test('of a lost run is not done by the server once the job was cancelled, until its account resumes it', async () => {
      const world = await createWorld(await dialect.open(), { realTime: true });
      const id = await killedJob(world);
      expect(await world.jobs.cancel(world.accountId, id)).toMatchObject({
        status: 'STOPPED',
        run_number: 1,
      });
      const other = await submitted(world, { name: 'other' });
      await play(world, other.id, (agent) => agent.tell(ended('killed', 5)).then(() => undefined));
      const resumer = createAutoResumer({
        db: world.db,
        clock: world.clock,
        logger: { info() {}, warn() {}, error() {} },
        most: 1000,
        resume: world.jobs.resumeLost,
        intervalMs: 10,
      });
      onTestFinished(() => resumer.stop());
      const runNumber = async (jobId: string) => (await world.jobs.status(world.accountId, jobId)).run_number;
      await waitFor('the other to be resumed', async () => (await runNumber(other.id)) === 2);
      expect(await runNumber(id)).toBe(1);
      await world.jobs.resume(world.accountId, id, {});
      await play(world, id, (agent) => agent.tell(ended('killed', 61)).then(() => undefined));
      await waitFor('the job to be resumed', async () => (await runNumber(id)) === 3);
    });

    test('by the server at the moment of a cancel ends in a job that is not trained', async () => {
      const world = await createWorld(await dialect.open(), { realTime: true });
      for (let round = 0; round < 5; round += 1) {
        const name = `lora_${round}`;
        await world.addDataset(world.accountId, name);
        const { id } = await submitted(world, { name, dataset: name });
        await play(world, id, (agent) => agent.tell(ended('killed', 5)).then(() => undefined));
        const [canceled, resumed] = await Promise.allSettled([
          world.jobs.cancel(world.accountId, id),
          world.jobs.resumeLost(world.accountId, id),
        ]);
        expect(canceled.status).toBe('fulfilled');
        const { status } = await world.jobs.status(world.accountId, id);
        expect(status).toBe(resumed.status === 'fulfilled' ? 'CANCELED' : 'STOPPED');
        if (status === 'STOPPED') {
          await expect(world.jobs.resumeLost(world.accountId, id)).rejects.toMatchObject({ code: 42267 });
        }
      }
    });

    test('by the server itself is tried again where the server failed at it', async () => {
      const world = await createWorld(await dialect.open(), { realTime: true });
      const id = await killedJob(world);
      let attempts = 0;
      const resumer = createAutoResumer({
        db: world.db,
        clock: world.clock,
        logger: { info() {}, warn() {}, error() {} },
        most: 5,
        resume: (accountId, jobId) =>
          ++attempts < 3
            ? Promise.reject(new Error('Connection terminated unexpectedly'))
            : world.jobs.resumeLost(accountId, jobId),
        intervalMs: 10,
      });
      onTestFinished(() => resumer.stop());
      await waitFor('the job to be resumed', async () => {
        const job = await world.jobs.status(world.accountId, id);
        return job.run_number === 2;
      });
      expect(attempts).toBe(3);
    });

    test('by the server itself is tried once where it would be refused', async () => {
      const world = await createWorld(await dialect.open(), { realTime: true });
      const id = await killedJob(world);
      await world.db.query.updateTable('datasets').set({ deleted_at: 1 }).execute();
      const resumed: string[] = [];
      const resumer = createAutoResumer({
        db: world.db,
        clock: world.clock,
        logger: { info() {}, warn: (_: unknown, text: string) => resumed.push(text), error() {} } as never,
        most: 5,
        resume: world.jobs.resumeLost,
        intervalMs: 10,
      });
      onTestFinished(() => resumer.stop());
      await waitFor('the refusal to be written down', async () => {
        const job = await world.db.query.selectFrom('jobs').select('auto_resumes').executeTakeFirst();
        return job?.auto_resumes === 5;
      });
      expect(resumed).toEqual(['a job whose run was lost cannot be resumed']);
      expect(await world.jobs.status(world.accountId, id)).toMatchObject({
        status: 'STOPPED',
        run_number: 1,
      });
    });

    test('from step 0 begins anew', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const resumed = await world.jobs.resume(world.accountId, id, { from_step: 0 });
      expect(resumed).toMatchObject({ resumed_from_step: null, resume_lost_steps: 65 });
      expect((await (await playAgent(world, id)).claim()).resume_from).toBeNull();
    });

    test.each([
      [30, 422, 'The job has no checkpoint of step 30: it has those of 20, 40, 60, and 0 begins anew.'],
      [-1, 400, 'from_step is -1; it must be a whole number from 0 on.'],
      ['40', 400, 'from_step is "40"; it must be a whole number from 0 on.'],
    ])('from %j is refused with %i', async (fromStep, status, message) => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const refused = world.jobs.resume(world.accountId, id, { from_step: fromStep });
      await expect(refused).rejects.toMatchObject({ status, message });
      expect(await world.jobs.status(world.accountId, id)).toMatchObject({
        status: 'STOPPED',
        run_number: 1,
      });
    });

    test('after one from an earlier step never takes up what that one left behind', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await world.jobs.resume(world.accountId, id, { from_step: 20 });
      await play(world, id, (agent) => agent.tell(progress(25), ended('killed', 25)).then(() => undefined));
      expect((await world.jobs.result(world.accountId, id)).resume).toMatchObject({
        from_step: 20,
        steps: [20, 40, 60],
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 20 });
      await play(world, id, async (agent) => {
        await save(agent, 40);
        await agent.tell(progress(45), ended('killed', 45));
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 40 });
      await play(world, id, (agent) => agent.tell(ended('killed', 45)).then(() => undefined));
      // By name the abandoned one can still be had, and the job is then what it was there.
      await world.jobs.resume(world.accountId, id, { from_step: 60 });
      await play(world, id, (agent) => agent.tell(ended('killed', 61)).then(() => undefined));
      expect((await world.jobs.result(world.accountId, id)).resume).toMatchObject({ from_step: 60 });
    });

    test('keeps the optimizer states that it makes itself, also below those of a run that went further', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await world.jobs.resume(world.accountId, id, { from_step: 20 });
      await play(world, id, async (agent) => {
        await save(agent, 25, 30, 35);
        await agent.tell(progress(36), ended('killed', 36));
      });
      const optimizers = world.db.query.selectFrom('artifacts').where('kind', '=', 'optimizer');
      const steps = await optimizers.select('step').orderBy('step').execute();
      expect(steps.map(({ step }) => step)).toEqual([30, 35]);
      await world.jobs.resume(world.accountId, id, {});
      const files = (await (await playAgent(world, id)).claim()).resume_from?.files ?? [];
      expect(files.map(({ kind, step }) => ({ kind, step }))).toEqual([
        { kind: 'checkpoint', step: 35 },
        { kind: 'optimizer', step: 35 },
      ]);
    });

    test('looks at every byte: a damaged checkpoint is passed over, and the job says so', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await damage(world, 'checkpoint', 60, contentOf('checkpoint', nameOf(60), 61));
      rmSync(await pathOf(world, 'checkpoint', 40));
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 20,
        resume_lost_steps: 45,
        resume_note:
          'The checkpoint of step 60 is damaged (the content of its file has changed); the checkpoint of step 40 is damaged (its file is gone from the store). The job goes on from step 20.',
      });
      const agent = await playAgent(world, id);
      const names = (await agent.claim()).resume_from?.files.map(({ filename }) => filename);
      expect(names).toEqual([nameOf(20)]);
    });

    test('leaves a damaged optimizer state out', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await damage(world, 'optimizer', 60, 'short');
      const resumed = await world.jobs.resume(world.accountId, id, {});
      expect(resumed.resumed_from_step).toBe(60);
      expect(resumed.resume_note).toMatch(
        /^The optimizer state of step 60 is damaged \(its file has 5 bytes in place of \d+\), so the optimizer begins anew\. /,
      );
      const agent = await playAgent(world, id);
      const names = (await agent.claim()).resume_from?.files.map(({ filename }) => filename);
      expect(names).toEqual([nameOf(60)]);
    });

    test('has a damaged checkpoint sent again when it was trained again', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      await damage(world, 'checkpoint', 60, 'short');
      await world.jobs.resume(world.accountId, id, {});
      await play(world, id, async (agent) => {
        await save(agent, 60);
        await agent.tell(progress(61), ended('killed', 61));
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 60,
        resume_note: null,
      });
    });

    test('with nothing whole, or with a damaged step by name, is refused rather than begun anew', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      for (const step of [20, 40, 60]) await damage(world, 'checkpoint', step, 'short');
      const named = world.jobs.resume(world.accountId, id, { from_step: 40 });
      await expect(named).rejects.toMatchObject({
        status: 422,
        message: expect.stringMatching(
          /^Of step 40 nothing can be used: .*: it has those of 20, 60, and 0 begins anew\.$/,
        ),
      });
      await expect(world.jobs.resume(world.accountId, id, {})).rejects.toMatchObject({
        status: 409,
        message: expect.stringMatching(
          /^No checkpoint of the job is whole: .*"from_step": 0 to begin anew\.$/,
        ),
      });
    });

    test('with a config that does not fit the checkpoint is refused with 42299, and from step 0 it is not', async () => {
      const world = await createWorld(await dialect.open());
      const id = await killedJob(world);
      const edit = { config_file_format: 'yaml', config_file: configYaml({ rank: 32, steps: 200 }) };
      // The edit is taken, since from step 0 it can be trained, and says at once what it comes to.
      expect(await world.jobs.edit(world.accountId, id, edit)).toMatchObject({
        status: 'STOPPED',
        findings: [
          {
            code: 42299,
            name: 'RESUME_MISMATCH',
            severity: 'warning',
            path: 'config.process[0].network.linear',
            message: 'network.linear is 32, but the checkpoint was made with 16.',
          },
          { name: 'UNCAPTIONED_MEDIA' },
        ],
      });
      const message =
        'The config cannot go on from the checkpoint of step 60: network.linear is 32, but the checkpoint was made with 16. Edit that back, or resume with "from_step": 0, which begins anew.';
      expect((await world.jobs.result(world.accountId, id)).resume?.problem).toBe(message);
      await expect(world.jobs.resume(world.accountId, id, {})).rejects.toMatchObject({
        code: 42299,
        message,
        findings: [{ code: 42299, name: 'RESUME_MISMATCH', path: 'config.process[0].network.linear' }],
      });
      expect(await world.jobs.resume(world.accountId, id, { from_step: 0 })).toMatchObject({
        status: 'IN_QUEUE',
      });
    });

    test('takes one of two files of a last step, and both of a pair', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world);
      await play(world, id, async (agent) => {
        for (const noise of ['high', 'low'])
          for (const stem of ['my_lora_000000100', 'my_lora'])
            await agent.publish({
              kind: 'checkpoint',
              filename: `${stem}_${noise}_noise.safetensors`,
              step: 100,
            });
        await agent.tell(ended('finished', 100));
      });
      const more = { config_file_format: 'yaml', config_file: configYaml({ steps: 200 }) };
      const { findings } = await world.jobs.edit(world.accountId, id, more);
      expect(findings.map(({ name }) => name)).toEqual(['UNCAPTIONED_MEDIA']);
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resume_lost_steps: 0 });
      const names = (await (await playAgent(world, id)).claim()).resume_from?.files.map(
        (file) => file.filename,
      );
      expect(names?.sort()).toEqual(['my_lora_high_noise.safetensors', 'my_lora_low_noise.safetensors']);
    });

    test('never takes half of a pair, be the other half damaged or missing', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world);
      await play(world, id, async (agent) => {
        const halves = [
          [20, 'high'],
          [20, 'low'],
          [40, 'high'],
          [40, 'low'],
          [60, 'high'],
        ] as const;
        for (const [step, noise] of halves) {
          const filename = nameOf(step).replace('.safetensors', `_${noise}_noise.safetensors`);
          await agent.publish({ kind: 'checkpoint', filename, step });
        }
        await agent.tell(progress(65), ended('killed', 65));
      });
      expect((await world.jobs.result(world.accountId, id)).resume).toMatchObject({ steps: [20, 40] });
      await damage(world, 'checkpoint', 40, 'rubbish');
      const resumed = await world.jobs.resume(world.accountId, id, {});
      expect(resumed).toMatchObject({ resumed_from_step: 20 });
      await play(world, id, async (agent) => {
        await agent.tell(progress(30), ended('killed', 30));
      });
      // Looked at once more, with the damage known.
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 20 });
    });

    test('takes the files of a run that trains one stage of two', async () => {
      const world = await createWorld(await dialect.open());
      await world.addDataset(world.accountId, 'dogs');
      const { id } = await submitted(world);
      await play(world, id, async (agent) => {
        const filename = 'my_lora_000000020_high_noise.safetensors';
        await agent.publish({ kind: 'checkpoint', filename, step: 20 });
        await agent.tell(progress(25), ended('killed', 25));
      });
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 20 });
    });
  });
}
