import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Db } from '../../src/db/open.ts';
import { claimRuns } from '../../src/dispatch/claim-runs.ts';
import type { DispatchOptions } from '../../src/dispatch/dispatch-options.ts';
import { readSituation } from '../../src/dispatch/situation.ts';
import type { Executor } from '../../src/executors/executor.ts';
import { createLocalExecutor } from '../../src/executors/local.ts';
import { cpuSlots } from '../../src/gpus/cpu-slots.ts';
import { createJobSignals } from '../../src/jobs/job-signals.ts';
import { artifactKey } from '../../src/storage/object-key.ts';
import { agentProgram } from '../executors/agent-programs.ts';
import {
  createWorld,
  ended,
  openSqlite,
  progress,
  started,
  submitted,
  type Told,
  type World,
} from '../jobs/world.ts';
import { databases } from '../support/databases.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const gpuCounts = new Map([
  ['ADA_80_PLUS', 2],
  ['HOPPER_141', 1],
]);

interface Yard {
  readonly world: World;
  readonly runsFolder: string;
  executor(program?: 'idle' | 'withTrainer' | 'ending' | 'missing', node?: string): Executor;
  /** Starts a dispatcher that is closed when the test ends. */
  dispatch(executor: Executor, options?: { serverId?: string }): ReturnType<World['dispatcher']>;
}

async function createYard(db: Db): Promise<Yard> {
  const world = await createWorld(db, { realTime: true, gpuCounts, cancelWaitMs: 5000 });
  await world.addDataset(world.accountId, 'dogs');
  const folder = tempFolder();
  const runsFolder = join(folder, 'runs');
  const executors: Executor[] = [];
  onTestFinished(async () => {
    const runs = existsSync(runsFolder) ? readdirSync(runsFolder) : [];
    for (const runId of runs) await executors[0]?.kill(runId, null);
  });
  return {
    world,
    runsFolder,
    executor(program = 'idle', node = 'here') {
      const executor = createLocalExecutor({
        node,
        gpus: cpuSlots(gpuCounts, 2),
        runsFolder,
        agentEntry: program === 'missing' ? join(folder, 'missing.mjs') : agentProgram(folder, program),
        serverUrl: () => 'http://127.0.0.1:1',
        serverUrlFile: null,
        environment: process.env,
      });
      executors.push(executor);
      return executor;
    },
    dispatch(executor, options) {
      const dispatcher = world.dispatcher(executor, options);
      dispatcher.start();
      onTestFinished(() => dispatcher.close());
      return dispatcher;
    },
  };
}

/** Speaks for the agent process of a job's newest run, with the token that it was given. */
async function speakFor({ world, runsFolder }: Yard, jobId: string) {
  const run = await waitFor('the agent of the run', async () => {
    const row = await world.db.query
      .selectFrom('runs')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('number', 'desc')
      .executeTakeFirstOrThrow();
    return row.handle !== null && existsSync(join(runsFolder, row.id, 'told.json')) ? row : null;
  });
  const told = await waitFor('what the agent was told', () => {
    const text = readFileSync(join(runsFolder, run.id, 'told.json'), 'utf8');
    return text === '' ? null : (JSON.parse(text) as Record<string, string>);
  });
  const token = told['TRAINYARD_RUN_TOKEN'] ?? '';
  const pid = (JSON.parse(run.handle ?? '{}') as { pid: number }).pid;
  let seq = 0;
  const agent = {
    runId: run.id,
    pid,
    claim: () => world.runs.claim(run.id, token, { instance: 'one', host: 'h', agent_pid: pid }),
    tell: (...reports: Told[]) =>
      world.runs.report(run.id, token, {
        fence: run.fence,
        reports: reports.map((report) => {
          seq += 1;
          return { ...report, seq, at: new Date().toISOString() } as never;
        }),
      }),
  };
  await agent.claim();
  return agent;
}

const statusIs = (world: World, jobId: string, status: string) =>
  waitFor(`the job to be ${status}`, async () => {
    const job = await world.jobs.status(world.accountId, jobId);
    return job.status === status ? job : null;
  });

/** One pass of a dispatcher with these options. */
async function claimNow(options: DispatchOptions) {
  const situation = await readSituation(options);
  return situation === null ? [] : claimRuns(options, situation);
}

const leases = async (world: World) => world.db.query.selectFrom('gpu_leases').selectAll().execute();

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

for (const dialect of databases) {
  describe(`dispatching on ${dialect.name}`, () => {
    test('what a dead agent had saved and not handed over is published before its run is closed', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      yard.dispatch(yard.executor());
      const job = await submitted(world);
      const agent = await speakFor(yard, job.id);
      await agent.tell(started, progress(12));
      const staging = join(yard.runsFolder, agent.runId, 'staging');
      mkdirSync(staging);
      const stage = (file: string, bytes: string, about: object) => {
        writeFileSync(join(staging, file), bytes);
        writeFileSync(
          join(staging, `${file}.json`),
          JSON.stringify({ step: 10, index: null, prompt: null, ...about }),
        );
      };
      stage('0.pt', 'the state', { kind: 'optimizer', filename: 'state_10.pt' });
      stage('1.safetensors', 'cut off', { kind: 'checkpoint', filename: 'broken.safetensors' });
      stage('2.safetensors', '\x02\0\0\0\0\0\0\0{}', {
        kind: 'checkpoint',
        filename: 'my_lora_10.safetensors',
      });
      stage('3.jpg', 'x', { kind: 'sample', filename: '../evil.jpg' });
      process.kill(agent.pid, 'SIGKILL');
      await statusIs(world, job.id, 'STOPPED');
      const artifacts = await world.db.query
        .selectFrom('artifacts')
        .select(['kind', 'filename', 'step'])
        .where('published_at', 'is not', null)
        .orderBy('filename')
        .execute();
      expect(artifacts).toEqual([
        { kind: 'checkpoint', filename: 'my_lora_10.safetensors', step: 10 },
        { kind: 'optimizer', filename: 'state_10.pt', step: 10 },
      ]);
      expect((await world.jobs.logs(world.accountId, job.id, {})).text).toContain(
        'the checkpoint my_lora_10.safetensors was stored after its agent had died',
      );
      expect(existsSync(join(yard.runsFolder, agent.runId))).toBe(false);
      expect(await world.jobs.resume(world.accountId, job.id, {})).toMatchObject({
        resumed_from_step: 10,
        resume_lost_steps: 2,
      });
    });

    test('what a killed agent keeps in memory goes when its run has ended, and at the next start', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const executor = yard.executor();
      const first = yard.dispatch(executor);
      const job = await submitted(world);
      const agent = await speakFor(yard, job.id);
      const own = mkdtempSync(`/dev/shm/trainyard-control-${agent.runId}-`);
      const foreign = mkdtempSync(`/dev/shm/trainyard-control-${randomUUID()}-`);
      onTestFinished(() =>
        [own, foreign].forEach((folder) => void rmSync(folder, { recursive: true, force: true })),
      );
      process.kill(agent.pid, 'SIGKILL');
      await statusIs(world, job.id, 'STOPPED');
      expect(existsSync(own)).toBe(false);
      await first.close();
      mkdirSync(own);
      mkdirSync(join(yard.runsFolder, agent.runId));
      yard.dispatch(yard.executor());
      await waitFor(
        'the folders to go',
        () => !existsSync(own) && !existsSync(join(yard.runsFolder, agent.runId)),
      );
      expect(existsSync(foreign)).toBe(true);
    });

    test('a job whose GPU is held by others waits and says so, and starts when the GPU is free', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const executor = yard.executor();
      let blocked = new Map([['slot-hopper_141-0', 'Another program computes on the card.']]);
      const dispatcher = world.dispatcher(executor, { blockedGpus: async () => blocked });
      dispatcher.start();
      onTestFinished(() => dispatcher.close());
      const { id } = await submitted(world, { gpu: 'HOPPER_141' });
      const reason = () => world.jobs.status(world.accountId, id).then(({ waiting_reason: told }) => told);
      await waitFor('the reason', async () => (await reason()) === 'Another program computes on the card.');
      expect(await leases(world)).toEqual([]);
      blocked = new Map();
      const agent = await speakFor(yard, id);
      expect(await reason()).toBeNull();
      await agent.tell(started, ended('finished', 100));
      await statusIs(world, id, 'STOPPED');
    });

    test('a job for a type of GPU that is gone says so', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const { id } = await submitted(world, { gpu: 'HOPPER_141' });
      const executor = yard.executor();
      yard.dispatch({ ...executor, gpus: async () => cpuSlots(new Map([['ADA_80_PLUS', 1]]), 1) });
      await waitFor('the reason', async () => {
        const job = await world.jobs.status(world.accountId, id);
        return job.waiting_reason?.includes('no longer has a GPU of type HOPPER_141') === true;
      });
      // Another node offers it: then the job only waits for its turn.
      const row = { node: 'there', gpu_type: 'HOPPER_141', cards: 1, seen_at: Date.now() };
      await world.db.query.insertInto('gpu_offers').values(row).execute();
      await waitFor('the reason to go', async () => {
        return (await world.jobs.status(world.accountId, id)).waiting_reason === null;
      });
    });

    test('a submitted job is started at once, and its end frees its GPU for the next', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      yard.dispatch(yard.executor());
      const first = await submitted(world, { name: 'first', gpu: 'HOPPER_141' });
      const second = await submitted(world, { name: 'second', gpu: 'HOPPER_141' });
      const agent = await speakFor(yard, first.id);
      expect(await world.jobs.status(world.accountId, second.id)).toMatchObject({ queue_position: 1 });
      await agent.tell(started, progress(50));
      expect(await statusIs(world, first.id, 'RUNNING')).toMatchObject({ progress: { current_step: 50 } });
      await agent.tell(ended('finished', 100));
      await statusIs(world, first.id, 'STOPPED');
      expect(isAlive(agent.pid)).toBe(false);
      await waitFor('the folder to go', () => !existsSync(join(yard.runsFolder, agent.runId)));
      const next = await speakFor(yard, second.id);
      expect(await leases(world)).toMatchObject([{ run_id: next.runId }]);
    });

    test('runs of a busy type do not hold up those of another, and are taken in their order', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const jobs: string[] = [];
      for (const [name, gpu] of [
        ['first', 'HOPPER_141'],
        ['second', 'HOPPER_141'],
        ['third', 'ADA_80_PLUS'],
      ] as const) {
        jobs.push((await submitted(world, { name, gpu })).id);
        const submittedAt = Date.now();
        await waitFor('the next millisecond', () => Date.now() > submittedAt, { everyMs: 1 });
      }
      const claimed = await claimNow(dispatchOptions(world, yard.executor()));
      expect(claimed.map(({ run }) => run.job_id).sort()).toEqual([jobs[0], jobs[2]].sort());
    });

    test('several dispatchers at once claim each run once and each GPU once', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      for (let index = 0; index < 12; index += 1) await submitted(world, { name: `job_${index}` });
      const servers = ['n1', 'n2', 'n3', 'n1', 'n2', 'n3'].map((node, index) => ({
        ...dispatchOptions(world, yard.executor('idle', node)),
        serverId: `server-${index}`,
      }));
      const claims = (await Promise.all(servers.map((server) => claimNow(server)))).flat();
      for (const server of servers) claims.push(...(await claimNow(server)));
      const runIds = claims.map(({ run }) => run.id);
      expect(new Set(runIds).size).toBe(runIds.length);
      expect(runIds).toHaveLength(6);
      const held = await leases(world);
      expect(new Set(held.map((lease) => `${lease.node} ${lease.gpu_id}`)).size).toBe(6);
    });

    test('runs that cannot be started, however many and however old, keep no other waiting', async () => {
      const { world, executor } = await createYard(await dialect.open());
      const options = dispatchOptions(world, executor('idle', 'n1'));
      await submitted(world, { name: 'first' });
      expect(await claimNow(options)).toHaveLength(1);
      const held = (await leases(world)).map(({ gpu_id }) => gpu_id);
      for (let index = 0; index < 101; index += 1) await submitted(world, { name: `pinned_${index}` });
      await world.db.query.updateTable('runs').set({ gpu_id: '#1' }).where('state', '=', 'queued').execute();
      for (let index = 0; index < 101; index += 1) await submitted(world, { name: `huge_${index}` });
      const others = world.db.query.updateTable('runs').where('state', '=', 'queued');
      await others.set({ disk_bytes: 1e15 }).where('gpu_id', 'is', null).execute();
      const last = await submitted(world, { name: 'last' });
      const claims = await claimNow({
        ...options,
        startCheck: async () => ({
          obstacle: (run) => (run.disk_bytes === 1e15 ? 'no room' : null),
          isReady: () => true,
        }),
      });
      expect(claims.map(({ run }) => run.job_id)).toEqual([last.id]);
      expect(claims.flatMap(({ gpus }) => gpus.map(({ id }) => id))).not.toEqual(held);
    });

    test('of runs that fit the disk one by one, those are started that fit it together, once they are ready', async () => {
      const { world, executor } = await createYard(await dialect.open());
      const options = dispatchOptions(world, executor('idle', 'n1'));
      const first = await submitted(world, { name: 'first' });
      const second = await submitted(world, { name: 'second' });
      await world.db.query.updateTable('runs').set({ disk_bytes: 60 }).execute();
      let isReady = false;
      const claim = () =>
        claimNow({
          ...options,
          startCheck: async () => ({
            obstacle: ({ disk_bytes: needed }, startingBytes = 0) =>
              (needed ?? 0) + startingBytes > 100 ? 'no room' : null,
            isReady: () => isReady,
          }),
        });
      expect(await claim()).toEqual([]);
      expect(await leases(world)).toEqual([]);
      isReady = true;
      expect((await claim()).map(({ run }) => run.job_id)).toEqual([first.id]);
      expect((await claim()).map(({ run }) => run.job_id)).toEqual([second.id]);
    });

    test('an agent that is killed costs its job the run, within two seconds, and the job can be resumed', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      yard.dispatch(yard.executor('withTrainer'));
      const job = await submitted(world);
      const agent = await speakFor(yard, job.id);
      await agent.tell(started, progress(100));
      const trainerPid = await waitFor('the trainer', () => {
        const file = join(yard.runsFolder, agent.runId, 'trainer.pid');
        return existsSync(file) ? Number(readFileSync(file, 'utf8')) : null;
      });
      const killedAt = Date.now();
      process.kill(agent.pid, 'SIGKILL');
      const lost = await statusIs(world, job.id, 'STOPPED');
      expect(Date.now() - killedAt).toBeLessThan(2000);
      expect(lost).toMatchObject({
        progress: { current_step: 99, total_steps: 100 },
        error: { code: 'RUN_LOST', reason: 'RUN_LOST', message: expect.stringContaining('can be resumed') },
      });
      expect(isAlive(trainerPid)).toBe(false);
      expect(await world.jobs.resume(world.accountId, job.id, {})).toMatchObject({ run_number: 2 });
      await speakFor(yard, job.id);
    });

    test('a job cancelled while its agent starts leaves no process behind', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      yard.dispatch(yard.executor());
      const job = await submitted(world);
      const agent = await speakFor(yard, job.id);
      expect(await world.jobs.cancel(world.accountId, job.id)).toMatchObject({ status: 'CANCELED' });
      await waitFor('the GPU to be free', async () => (await leases(world)).length === 0);
      expect(isAlive(agent.pid)).toBe(false);
      expect(await world.jobs.resume(world.accountId, job.id, {})).toMatchObject({ status: 'IN_QUEUE' });
    });

    test('a server that died between claim and start goes on where it was, after its restart', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const job = await submitted(world);
      const executor = yard.executor();
      const [claimed] = await claimNow(dispatchOptions(world, executor));
      expect(claimed?.run.state).toBe('starting');
      yard.dispatch(executor);
      const agent = await speakFor(yard, job.id);
      await agent.tell(started);
      await statusIs(world, job.id, 'RUNNING');
      expect(await leases(world)).toHaveLength(1);
    });

    test('an agent whose start was not written down before a crash is adopted, not started again', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const job = await submitted(world);
      const executor = yard.executor();
      const [claimed] = await claimNow(dispatchOptions(world, executor));
      if (claimed === undefined) throw new Error('Nothing was claimed');
      const { run, token } = claimed;
      const start = {
        runId: run.id,
        fence: 1,
        token,
        gpus: [],
        gpuType: run.gpu_type,
        gpuCount: 1,
        checkout: null,
      };
      const handle = await executor.start(start);
      await world.runs.claim(run.id, token, { instance: 'one', host: 'h', agent_pid: 1 });
      yard.dispatch(yard.executor());
      await waitFor('the handle', async () => {
        const row = await world.db.query.selectFrom('runs').select('handle').executeTakeFirstOrThrow();
        return row.handle === handle;
      });
      const agent = await speakFor(yard, job.id);
      await agent.tell(started);
      await statusIs(world, job.id, 'RUNNING');
    });

    test('a run goes on while the server is away, and what it reports then counts', async () => {
      const yard = await createYard(await dialect.open());
      const { world } = yard;
      const before = yard.dispatch(yard.executor());
      const job = await submitted(world);
      const agent = await speakFor(yard, job.id);
      await agent.tell(started, progress(10));
      await before.close();
      expect(isAlive(agent.pid)).toBe(true);
      await world.db.query.updateTable('runs').set({ lease_expires_at: 1 }).execute();
      yard.dispatch(yard.executor());
      await agent.tell(progress(20), ended('finished', 100));
      expect(await statusIs(world, job.id, 'STOPPED')).toMatchObject({
        progress: { current_step: 100 },
        error: null,
      });
    });
  });
}

test('a trainer that does not stop when it is asked to is killed with its agent, and the job is CANCELED then', async () => {
  const yard = await createYard(await openSqlite());
  const { world } = yard;
  yard.dispatch(yard.executor());
  const job = await submitted(world);
  const agent = await speakFor(yard, job.id);
  await agent.tell(started);
  const canceling = world.jobs.cancel(world.accountId, job.id);
  await waitFor('the request', async () => {
    const long = Date.now() - 3_600_000;
    const { numUpdatedRows } = await world.db.query
      .updateTable('runs')
      .set({ stop_requested_at: long })
      .where('stop_reason', '=', 'cancel')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
  expect(await canceling).toMatchObject({ status: 'CANCELED', error: null });
  expect(isAlive(agent.pid)).toBe(false);
});

test('an agent that ends before it asks for its run costs its job that run', async () => {
  const yard = await createYard(await openSqlite());
  yard.dispatch(yard.executor('ending'));
  const job = await submitted(yard.world);
  const stopped = await statusIs(yard.world, job.id, 'STOPPED');
  expect(stopped.error).toMatchObject({
    reason: 'RUN_LOST',
    message: expect.stringContaining('exited with code 3'),
  });
});

test('a run whose agent cannot be started is given up after a few attempts', async () => {
  const yard = await createYard(await openSqlite());
  const executor = yard.executor();
  let starts = 0;
  yard.dispatch({
    ...executor,
    start: () => {
      starts += 1;
      return Promise.reject(new Error('no more processes'));
    },
  });
  const job = await submitted(yard.world);
  const stopped = await statusIs(yard.world, job.id, 'STOPPED');
  expect(stopped.error).toMatchObject({ reason: 'START_FAILED' });
  expect(starts).toBe(3);
  expect(await leases(yard.world)).toEqual([]);
});

function dispatchOptions(world: World, executor: Executor) {
  return {
    db: world.db,
    clock: world.clock,
    executor,
    left: { db: world.db, clock: world.clock, store: world.store, artifactKey, maxArtifactBytes: 1_000_000 },
    signals: createJobSignals(),
    logger: { info() {}, warn() {}, error() {} },
    serverId: 'server-a',
    leaseMs: 30_000,
    stopGraceMs: 20_000,
  };
}
