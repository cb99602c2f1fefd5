import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCheckpointChecks } from '../../src/dispatch/checkpoint-checks.ts';
import { parseObjectKey } from '../../src/storage/object-key.ts';
import {
  closePlayedRun,
  configYaml,
  createWorld,
  ended,
  playAgent,
  progress,
  started,
  submitted,
  type World,
} from '../jobs/world.ts';
import { databases, type TestDialect } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';

/** A job with checkpoints of 20 and 40 that are too large to be read in a request, killed at 45. */
async function createJob(dialect: TestDialect) {
  const world = await createWorld(await dialect.open(), { readAtOnceBytes: 10 });
  await world.addDataset(world.accountId, 'dogs');
  const { id } = await submitted(world);
  const agent = await playAgent(world, id);
  await agent.claim();
  await agent.tell(started);
  for (const step of [20, 40]) {
    await agent.publish({ kind: 'checkpoint', filename: `my_lora_${step}.safetensors`, step });
    await agent.publish({ kind: 'optimizer', filename: `my_lora_${step}.pt`, step });
  }
  await agent.tell(progress(45), ended('killed', 45));
  await closePlayedRun(world, agent.runId);
  return { world, id };
}

async function fileOf(world: World, kind: 'checkpoint' | 'optimizer', step: number) {
  const row = await world.db.query
    .selectFrom('artifacts')
    .select('object_key')
    .where('kind', '=', kind)
    .where('step', '=', step)
    .executeTakeFirstOrThrow();
  const path = world.store.localPath(parseObjectKey(row.object_key));
  if (path === null) throw new Error('The object is nowhere.');
  chmodSync(path, 0o600);
  return { path };
}

/** Other content of the same size: nothing but reading it through can tell. */
async function change(world: World, kind: 'checkpoint' | 'optimizer', step: number): Promise<void> {
  const { path } = await fileOf(world, kind, step);
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill('x', bytes.length - 5));
}

/** Has the newest run of a job looked at, and returns the job once that is done. */
async function lookedAt(world: World, id: string) {
  let isDone = false;
  const checks = createCheckpointChecks({
    db: world.db,
    clock: world.clock,
    logger: { warn() {} },
    artifacts: world.artifacts,
    signals: world.signals,
    notify: () => {
      isDone = true;
    },
  });
  const run = await world.db.query
    .selectFrom('runs')
    .select(['id', 'resume_step'])
    .where('job_id', '=', id)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow();
  expect(checks.isRead(run)).toBe(false);
  await checks.refresh();
  await waitFor('the checkpoint to be read', () => isDone);
  expect(checks.isRead(run)).toBe(true);
  return world.jobs.status(world.accountId, id);
}

for (const dialect of databases) {
  describe(`a large checkpoint that a run goes on from, on ${dialect.name}`, () => {
    test('is read through after the request was answered, before the run may start', async () => {
      const { world, id } = await createJob(dialect);
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({ resumed_from_step: 40 });
      expect(await lookedAt(world, id)).toMatchObject({
        status: 'IN_QUEUE',
        resumed_from_step: 40,
        resume_note: null,
      });
    });

    test('and is damaged gives way to the one before, and the job says so', async () => {
      const { world, id } = await createJob(dialect);
      await change(world, 'checkpoint', 40);
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 40,
        resume_note: null,
      });
      expect(await lookedAt(world, id)).toMatchObject({
        status: 'IN_QUEUE',
        progress: { current_step: 20 },
        resumed_from_step: 20,
        resume_lost_steps: 25,
        resume_note:
          'The checkpoint of step 40 is damaged (the content of its file has changed). The job goes on from step 20.',
      });
      const event = await world.db.query
        .selectFrom('job_events')
        .select('data')
        .where('job_id', '=', id)
        .where('type', '=', 'resume_changed')
        .executeTakeFirstOrThrow();
      expect(JSON.parse(event.data)).toMatchObject({
        from_step: 20,
        lost_steps: 25,
        note: expect.stringContaining('The checkpoint of step 40 is damaged'),
      });
      const agent = await playAgent(world, id);
      expect((await agent.claim()).resume_from).toMatchObject({
        step: 20,
        files: [{ filename: 'my_lora_20.safetensors' }, { filename: 'my_lora_20.pt' }],
      });
    });

    test.each([
      ['length', (bytes: Buffer) => bytes.fill(0xff, 0, 8)],
      ['text', (bytes: Buffer) => bytes.fill('{', 8, 20)],
    ])('whose header has a damaged %s is passed over in the request already', async (_what, spoil) => {
      const { world, id } = await createJob(dialect);
      const { path } = await fileOf(world, 'checkpoint', 40);
      writeFileSync(path, spoil(readFileSync(path)));
      expect(await world.jobs.resume(world.accountId, id, {})).toMatchObject({
        resumed_from_step: 20,
        resume_note: expect.stringMatching(
          /^The checkpoint of step 40 is damaged \(it is no whole safetensors file: .*\)\. The job goes on from step 20\.$/,
        ),
      });
    });

    test('has a damaged optimizer state left out', async () => {
      const { world, id } = await createJob(dialect);
      await change(world, 'optimizer', 40);
      await world.jobs.resume(world.accountId, id, {});
      const job = await lookedAt(world, id);
      expect(job).toMatchObject({ resumed_from_step: 40, resume_lost_steps: 5 });
      expect(job.resume_note).toContain('so the optimizer begins anew');
      const names = (await (await playAgent(world, id)).claim()).resume_from?.files.map(
        ({ filename }) => filename,
      );
      expect(names).toEqual(['my_lora_40.safetensors']);
    });

    test('and none before it is whole stops the job, which is not begun anew by itself', async () => {
      const { world, id } = await createJob(dialect);
      for (const step of [20, 40]) await change(world, 'checkpoint', step);
      await world.jobs.resume(world.accountId, id, {});
      expect(await lookedAt(world, id)).toMatchObject({
        status: 'STOPPED',
        error: {
          reason: 'CHECKPOINT_DAMAGED',
          message: expect.stringMatching(
            /^No checkpoint of the job is whole: .*"from_step": 0 to begin anew\.$/,
          ),
        },
      });
      expect(await world.jobs.resume(world.accountId, id, { from_step: 0 })).toMatchObject({
        status: 'IN_QUEUE',
        resumed_from_step: null,
      });
    });

    test('gives way to none that was abandoned', async () => {
      const { world, id } = await createJob(dialect);
      const edit = { config_file_format: 'yaml', config_file: configYaml({ rank: 32, steps: 200 }) };
      await world.jobs.edit(world.accountId, id, edit);
      await world.jobs.resume(world.accountId, id, { from_step: 0 });
      const agent = await playAgent(world, id);
      await agent.claim();
      await agent.tell(started);
      for (const step of [10, 50]) {
        await agent.publish({ kind: 'checkpoint', filename: `wide_${step}.safetensors`, step });
      }
      await agent.tell(ended('killed', 55));
      await closePlayedRun(world, agent.runId);
      await change(world, 'checkpoint', 50);
      await world.jobs.resume(world.accountId, id, {});
      // The config does not fit those of 20 and 40, and the job has left them behind.
      expect(await lookedAt(world, id)).toMatchObject({ status: 'IN_QUEUE', resumed_from_step: 10 });
    });

    test('that is gone or cut off is seen in the request', async () => {
      const { world, id } = await createJob(dialect);
      rmSync((await fileOf(world, 'checkpoint', 40)).path);
      writeFileSync((await fileOf(world, 'optimizer', 20)).path, 'cut');
      const { resumed_from_step: step, resume_note: note } = await world.jobs.resume(world.accountId, id, {});
      expect(step).toBe(20);
      expect(note).toMatch(/its file is gone from the store.*its file has 3 bytes in place of \d+/);
    });
  });
}
