import { Readable } from 'node:stream';
import type { Report } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../src/accounts/secret-box.ts';
import {
  closePlayedRun,
  createWorld,
  ended,
  openSqlite,
  playAgent,
  progress,
  refusedStatus,
  sha256,
  started,
  submitted,
  type World,
} from '../jobs/world.ts';
import { databases } from '../support/databases.ts';

async function claimedRun(db: World['db']) {
  const world = await createWorld(db);
  await world.addDataset(world.accountId, 'dogs');
  const job = await submitted(world);
  const agent = await playAgent(world, job.id);
  return { world, job, agent };
}

const at = '2026-01-01T00:00:00.000Z';

for (const dialect of databases) {
  describe(`the run protocol on ${dialect.name}`, () => {
    test('the first agent gets the run, also when it asks again; another one is refused', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      const rival = { instance: 'two', host: 'h', agent_pid: 2 };
      const claims = await Promise.allSettled([
        agent.claim(),
        world.runs.claim(agent.runId, agent.token, rival),
      ]);
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const run = await world.db.query.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
      const again = { ...rival, instance: run.instance ?? '' };
      expect(await world.runs.claim(agent.runId, agent.token, again)).toMatchObject({
        run_id: agent.runId,
        job_id: job.id,
        job_name: 'my_lora',
        fence: 1,
        total_steps: 100,
        trainer: 'builtin',
        datasets: [{ name: 'dogs', revision: 3, files: [{ filename: 'a.png', size_bytes: 4 }] }],
        resume_from: null,
        secrets: {},
      });
      expect(
        await refusedStatus(world.runs.claim(agent.runId, agent.token, { ...rival, instance: 'x' })),
      ).toBe(409);
    });

    test('another token, also one of another run, is answered 401', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      const other = await playAgent(world, (await submitted(world, { name: 'other' })).id);
      const claim = { instance: 'one', host: 'h', agent_pid: 1 };
      for (const token of ['', 'nonsense', other.token]) {
        expect(await refusedStatus(world.runs.claim(agent.runId, token, claim))).toBe(401);
      }
      expect(await refusedStatus(world.runs.claim('no-such-run', agent.token, claim))).toBe(401);
    });

    test('a run whose secret was encrypted with another key ends, says what to do, and can be resumed', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      const { box } = deriveKeys('the key that this server had before it was changed');
      await world.db.query
        .insertInto('secrets')
        .values({
          account_id: world.accountId,
          name: 'HF_TOKEN',
          ciphertext: box.encrypt('hf_x'),
          created_at: 1,
          updated_at: 1,
        })
        .execute();
      expect(await refusedStatus(agent.claim())).toBe(409);
      const run = await world.db.query.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ outcome: 'lost', reason: 'SECRET_UNREADABLE' });
      expect(run.message).toMatch(/HF_TOKEN .* SECRET_KEY .* resumed/);
      await closePlayedRun(world, agent.runId);
      const stopped = await world.jobs.status(world.accountId, job.id);
      expect(stopped).toMatchObject({ status: 'STOPPED', error: { code: 'SECRET_UNREADABLE' } });
      const resumed = world.jobs.resume(world.accountId, job.id, {});
      await expect(resumed).rejects.toThrow(/HF_TOKEN .* SECRET_KEY/);
      expect(await refusedStatus(world.jobs.resume(world.accountId, job.id, {}))).toBe(409);
      await world.db.query.deleteFrom('secrets').execute();
      expect(await world.jobs.resume(world.accountId, job.id, {})).toMatchObject({ status: 'IN_QUEUE' });
    });

    test('reports are applied once each and in order, however often and together they arrive', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      await agent.claim();
      const reports: Report[] = [
        { type: 'started', seq: 1, at, pid: 1, trainer_version: 'v' },
        { type: 'log', seq: 2, at, text: 'a\n' },
        {
          type: 'progress',
          seq: 3,
          at,
          step: 7,
          metrics: [{ step: 7, loss: 1, lr: 1, steps_per_second: 1 }],
        },
        { type: 'log', seq: 4, at, text: 'b\n' },
      ];
      const answers = await Promise.all([
        agent.send(reports),
        agent.send(reports.slice(0, 2)),
        agent.send([...reports].reverse()),
        agent.send(reports),
      ]);
      for (const answer of answers) expect(answer.acknowledged).toBeGreaterThanOrEqual(2);
      expect((await agent.send(reports)).acknowledged).toBe(4);
      expect((await world.jobs.logs(world.accountId, job.id, {})).text).toBe('a\nb\n');
      const events = await world.db.query
        .selectFrom('job_events')
        .select('type')
        .where('type', '=', 'status')
        .execute();
      expect(events).toHaveLength(1);
      expect(await world.jobs.status(world.accountId, job.id)).toMatchObject({
        status: 'RUNNING',
        progress: { current_step: 7 },
      });
    });

    test('what comes after a gap waits until the gap is filled', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      await agent.claim();
      const log = (seq: number): Report => ({ type: 'log', seq, at, text: `${seq}\n` });
      expect((await agent.send([log(1), log(3)])).acknowledged).toBe(1);
      expect((await agent.send([log(2), log(3)])).acknowledged).toBe(3);
      expect((await world.jobs.logs(world.accountId, job.id, {})).text).toBe('1\n2\n3\n');
    });

    test('an old fencing number is refused everywhere, and changes nothing', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      await agent.claim();
      const id = await agent.publish({ kind: 'sample', filename: 's.jpg', step: 1 });
      agent.fence = 0;
      expect(await refusedStatus(agent.tell(started))).toBe(409);
      expect(await refusedStatus(agent.publish({ kind: 'checkpoint', filename: 'a', step: 1 }))).toBe(409);
      expect(await refusedStatus(world.runs.completeArtifact(agent.runId, agent.token, id, 0))).toBe(409);
      const run = await world.db.query.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
      expect(run).toMatchObject({ state: 'starting', acknowledged_seq: 0 });
    });

    test('the last report can be repeated after its answer was lost; a new one is refused', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      await agent.claim();
      await agent.tell(started);
      const last: Report = { ...ended('finished', 100), seq: 2, at } as Report;
      await agent.send([last]);
      expect((await agent.send([last])).acknowledged).toBe(2);
      await closePlayedRun(world, agent.runId);
      expect((await agent.send([last])).acknowledged).toBe(2);
      expect(await refusedStatus(agent.send([{ type: 'log', seq: 3, at, text: 'x' }]))).toBe(409);
    });

    test('a report renews the lease', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      await agent.claim();
      world.clock.advance(20_000);
      const { lease_expires_at: expiresAt } = await agent.tell();
      expect(Date.parse(expiresAt)).toBe(world.clock.now() + 30_000);
    });

    test('an artifact replaces the earlier one of its name, and the old bytes go to the sweeper', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      await agent.claim();
      await agent.publish({ kind: 'checkpoint', filename: 'a.safetensors', step: 50, text: 'old' });
      const old = await world.db.query.selectFrom('artifacts').selectAll().executeTakeFirstOrThrow();
      await agent.publish({ kind: 'checkpoint', filename: 'a.safetensors', step: 100, text: 'new' });
      const { artifacts } = await world.jobs.result(world.accountId, job.id);
      expect(artifacts.checkpoints).toMatchObject([{ step: 100, sha256: sha256('new'), size_bytes: 3 }]);
      const garbage = await world.db.query.selectFrom('object_garbage').select('object_key').execute();
      expect(garbage).toEqual([{ object_key: old.object_key }]);
    });

    test('the same artifact again needs no bytes; one under way keeps its id', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      await agent.claim();
      const request = {
        fence: 1,
        kind: 'checkpoint' as const,
        filename: 'a.safetensors',
        size_bytes: 3,
        sha256: sha256('abc'),
        step: 5,
        index: null,
        prompt: null,
      };
      const announce = () => world.runs.announceArtifact(agent.runId, agent.token, request);
      const [first, second] = [await announce(), await announce()];
      expect(second.artifact_id).toBe(first.artifact_id);
      const complete = () => world.runs.completeArtifact(agent.runId, agent.token, first.artifact_id, 1);
      expect(await refusedStatus(complete())).toBe(422);
      await world.runs.receiveArtifact(first.artifact_id, Readable.from([Buffer.from('abc')]));
      await world.runs.receiveArtifact(first.artifact_id, Readable.from([Buffer.from('abc')]));
      await complete();
      await expect(complete()).resolves.toEqual({ artifact_id: first.artifact_id, published: true });
      expect(await announce()).toEqual({ artifact_id: first.artifact_id, upload: null });
    });

    test('optimizer states are kept for the newest two steps from which a run can go on', async () => {
      const { world, agent } = await claimedRun(await dialect.open());
      await agent.claim();
      const keptSteps = async () => {
        const optimizers = world.db.query.selectFrom('artifacts').where('kind', '=', 'optimizer');
        const rows = await optimizers.select('step').orderBy('step').execute();
        return rows.map(({ step }) => step);
      };
      for (const step of [10, 20, 30, 40]) {
        await agent.publish({ kind: 'optimizer', filename: `optimizer_${step}.pt`, step });
        if (step === 40) expect(await keptSteps()).toEqual([20, 30, 40]);
        await agent.publish({ kind: 'checkpoint', filename: `lora_${step}.safetensors`, step });
      }
      expect(await keptSteps()).toEqual([30, 40]);
      expect(await world.db.query.selectFrom('object_garbage').selectAll().execute()).toHaveLength(2);
    });

    test('a checkpoint that the trainer rotated away leaves the result', async () => {
      const { world, agent, job } = await claimedRun(await dialect.open());
      await agent.claim();
      await agent.publish({ kind: 'checkpoint', filename: 'a.safetensors', step: 50 });
      await agent.tell({ type: 'artifact_removed', kind: 'checkpoint', filename: 'a.safetensors' });
      expect((await world.jobs.result(world.accountId, job.id)).artifacts.checkpoints).toEqual([]);
      expect(await world.db.query.selectFrom('object_garbage').selectAll().execute()).toHaveLength(1);
    });
  });
}

describe('bytes of an artifact', () => {
  async function announced(bytes: string) {
    const { world, agent } = await claimedRun(await openSqlite());
    await agent.claim();
    const { artifact_id: id } = await world.runs.announceArtifact(agent.runId, agent.token, {
      fence: 1,
      kind: 'checkpoint',
      filename: 'a.safetensors',
      size_bytes: Buffer.byteLength(bytes),
      sha256: sha256(bytes),
      step: 5,
      index: null,
      prompt: null,
    });
    const row = await world.db.query.selectFrom('artifacts').selectAll().executeTakeFirstOrThrow();
    return { world, id, isStored: async () => (await world.store.head(row.object_key as never)) !== null };
  }

  test.each([
    ['fewer', 'abc'],
    ['more', 'abcdef'],
    ['other', 'abcX'],
  ])('%s bytes than announced are refused and not kept', async (_what, bytes) => {
    const { world, id, isStored } = await announced('abcd');
    expect(await refusedStatus(world.runs.receiveArtifact(id, Readable.from([Buffer.from(bytes)])))).toBe(
      422,
    );
    expect(await isStored()).toBe(false);
  });

  test('an upload that is cut off leaves nothing and can be made again', async () => {
    const { world, id, isStored } = await announced('abcd');
    const cutOff = new Readable({ read() {} });
    cutOff.push('ab');
    setImmediate(() => cutOff.destroy());
    await expect(world.runs.receiveArtifact(id, cutOff)).rejects.toThrow();
    expect(await isStored()).toBe(false);
    await world.runs.receiveArtifact(id, Readable.from([Buffer.from('abcd')]));
    expect(await isStored()).toBe(true);
  });

  test.each(['../x', 'a/../b', '', '.hidden', 'a\u0000b', 'x'.repeat(300)])(
    'the name %j is refused',
    async (filename) => {
      const { world, agent } = await claimedRun(await openSqlite());
      await agent.claim();
      expect(await refusedStatus(agent.publish({ kind: 'checkpoint', filename, step: 1 }))).toBe(422);
      expect(await world.db.query.selectFrom('artifacts').selectAll().execute()).toEqual([]);
    },
  );
});

test('a step beyond the last is shown as the last while the run goes on', async () => {
  const { world, agent, job } = await claimedRun(await openSqlite());
  await agent.claim();
  await agent.tell(started, progress(101));
  expect((await world.jobs.status(world.accountId, job.id)).progress).toEqual({
    current_step: 100,
    total_steps: 100,
    percent: 100,
  });
});
