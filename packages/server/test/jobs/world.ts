import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ApiError, HttpError, type Report, unknownFacts } from '@trainyard/core';
import { deriveKeys } from '../../src/accounts/secret-box.ts';
import { createSecrets } from '../../src/accounts/secrets.ts';
import { hashToken } from '../../src/accounts/tokens.ts';
import { loadDatasetFacts } from '../../src/datasets/facts.ts';
import { inTransaction } from '../../src/db/in-transaction.ts';
import type { Db } from '../../src/db/open.ts';
import type { DispatchOptions } from '../../src/dispatch/dispatch-options.ts';
import { createDispatcher, type Dispatcher } from '../../src/dispatch/dispatcher.ts';
import type { Executor } from '../../src/executors/executor.ts';
import { cpuSlots } from '../../src/gpus/cpu-slots.ts';
import { gpuOffers } from '../../src/gpus/gpu-offers.ts';
import { type ArtifactChecks, createArtifactChecks } from '../../src/jobs/artifact-checks.ts';
import { createJobService, type JobService } from '../../src/jobs/job-service.ts';
import { createJobSignals, type JobSignals } from '../../src/jobs/job-signals.ts';
import type { Job } from '../../src/jobs/present-job.ts';
import { createConfigCheck, createDraftFacts } from '../../src/preflight/config-check.ts';
import { closeRun } from '../../src/runs/close-run.ts';
import { createRunService, type RunService } from '../../src/runs/run-service.ts';
import { createDiskStore } from '../../src/storage/disk-store.ts';
import { artifactKey, datasetFileKey } from '../../src/storage/object-key.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createSignedLinks } from '../../src/storage/signed-links.ts';
import { databases } from '../support/databases.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A clock that tests move. */
export interface TestClock {
  now(): number;
  advance(ms: number): void;
}

/** Everything that jobs and runs need, on a real database and a real store. */
export interface World {
  readonly db: Db;
  readonly clock: TestClock;
  readonly jobs: JobService;
  readonly runs: RunService;
  readonly store: ObjectStore;
  readonly artifacts: ArtifactChecks;
  readonly signals: JobSignals;
  readonly accountId: string;
  /** How often the dispatcher was woken. */
  notified(): number;
  /** A dispatcher over the same rows, not started. */
  dispatcher(
    executor: Executor,
    options?: { serverId?: string; leaseMs?: number; stopGraceMs?: number } & Pick<
      DispatchOptions,
      'blockedGpus' | 'startCheck'
    >,
  ): Dispatcher;
  addAccount(name: string): Promise<string>;
  addDataset(accountId: string, name: string): Promise<string>;
}

/** Makes the world; times begin at `startAt` and stand still unless `realTime` is given. */
export async function createWorld(
  db: Db,
  options: {
    realTime?: boolean;
    gpuCounts?: ReadonlyMap<string, number>;
    cancelWaitMs?: number;
    readAtOnceBytes?: number;
  } = {},
): Promise<World> {
  const clock = options.realTime === true ? realClock() : stillClock(Date.UTC(2026, 0, 1));
  const keys = deriveKeys('a secret of a test that is long enough');
  const signals = createJobSignals();
  const store = await createDiskStore({ root: tempFolder() });
  const links = createSignedLinks({
    secret: keys.linkKey,
    publicUrl: () => 'http://server.test',
    clock,
    downloadTtlMs: 60_000,
  });
  const gpus = cpuSlots(
    options.gpuCounts ??
      new Map([
        ['ADA_80_PLUS', 2],
        ['HOPPER_141', 1],
      ]),
    2,
  );
  const inventory = { gpus: async () => gpus, queuesItself: false } as Pick<
    Executor,
    'gpus' | 'queuesItself'
  >;
  let notified = 0;
  const dispatchers: Dispatcher[] = [];
  const notifyDispatcher = () => {
    notified += 1;
    for (const dispatcher of dispatchers) dispatcher.notify();
  };
  const secrets = createSecrets({ db, clock, box: keys.box });
  const installation = async () => unknownFacts.installation;
  const preflight = {
    clock,
    db,
    secrets,
    installation,
    loadDatasetFacts,
    diskRoom: null,
    refusedModels: null,
    hfToken: null,
  };
  const artifacts = createArtifactChecks({
    store,
    clock,
    ...(options.readAtOnceBytes !== undefined && { readAtOnceBytes: options.readAtOnceBytes }),
  });
  const jobs = createJobService({
    db,
    clock,
    links,
    artifacts,
    signals,
    trainer: 'builtin',
    box: keys.box,
    checkConfig: createConfigCheck(preflight),
    loadFacts: createDraftFacts(preflight),
    gpuOffers: () => gpuOffers(inventory as Executor),
    origin: () => 'http://server.test',
    notifyDispatcher,
    notifyReclaim: () => undefined,
    cancelWaitMs: options.cancelWaitMs ?? 0,
  });
  const runs = createRunService({
    db,
    clock,
    store,
    links,
    signals,
    box: keys.box,
    accountSecret: secrets.read,
    hfToken: null,
    artifactKey,
    notifyDispatcher,
    leaseMs: 30_000,
    reportIntervalMs: 1000,
    stopGraceMs: 20_000,
    uploadLinkMs: 60_000,
    maxArtifactBytes: 1_000_000,
  });
  const addAccount = async (name: string) => {
    const id = randomUUID();
    await db.query.insertInto('accounts').values({ id, name, created_at: clock.now() }).execute();
    return id;
  };
  const accountId = await addAccount('anna');
  return {
    db,
    clock,
    jobs,
    runs,
    store,
    artifacts,
    signals,
    accountId,
    notified: () => notified,
    addAccount,
    addDataset: (owner, name) => addDataset(db, owner, name),
    dispatcher(executor, { serverId = 'server-a', leaseMs = 30_000, stopGraceMs = 20_000, ...checks } = {}) {
      const dispatcher = createDispatcher({
        db,
        clock,
        executor,
        signals,
        left: { db, clock, store, artifactKey, maxArtifactBytes: 1_000_000 },
        logger: { info() {}, warn() {}, error() {} },
        serverId,
        leaseMs,
        stopGraceMs,
        intervalMs: 50,
        ...checks,
      });
      dispatchers.push(dispatcher);
      return dispatcher;
    },
  };
}

function realClock(): TestClock {
  return { now: () => Date.now(), advance: () => undefined };
}

function stillClock(startAt: number): TestClock {
  let now = startAt;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

async function addDataset(db: Db, accountId: string, name: string): Promise<string> {
  const id = randomUUID();
  await db.query
    .insertInto('datasets')
    .values({
      id,
      account_id: accountId,
      name,
      revision: 3,
      file_count: 1,
      total_bytes: 4,
      unvalidated_count: 0,
      created_at: 1,
      updated_at: 1,
    })
    .execute();
  const fileId = randomUUID();
  await db.query
    .insertInto('dataset_files')
    .values({
      id: fileId,
      dataset_id: id,
      filename: 'a.png',
      stem: 'a',
      kind: 'image',
      size_bytes: 4,
      sha256: 'f'.repeat(64),
      object_key: datasetFileKey(id, fileId),
      added_revision: 3,
      created_at: 1,
    })
    .execute();
  return id;
}

/** The YAML of an ordinary small job on the dataset `dogs`. */
export function configYaml(
  options: { name?: string; steps?: number; extra?: string; dataset?: string; rank?: number } = {},
): string {
  return `job: extension
config:
  name: ${options.name ?? 'my_lora'}
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      network: { type: lora, linear: ${options.rank ?? 16}, linear_alpha: 16 }
      save: { dtype: bf16, save_every: 250 }
      datasets:
        - { folder_path: /app/ai-toolkit/datasets/${options.dataset ?? 'dogs'}, caption_ext: txt, resolution: [512] }
      train: { batch_size: 1, steps: ${options.steps ?? 100}, lr: 1e-4, optimizer: adamw8bit, dtype: bf16, noise_scheduler: ddpm, gradient_checkpointing: true }
      model: { arch: sdxl, name_or_path: stabilityai/stable-diffusion-xl-base-1.0${options.extra ?? ''} }
`;
}

/** The body of an ordinary submission. */
export function submission(options: Parameters<typeof configYaml>[0] & { gpu?: string } = {}) {
  return {
    config_file_format: 'yaml',
    config_file: configYaml(options),
    gpu_type: options.gpu ?? 'ADA_80_PLUS',
  };
}

/** A report without its number. */
export type Told = Report extends infer One ? (One extends unknown ? Omit<One, 'seq' | 'at'> : never) : never;

/** An agent that is played by the test: it was started for the newest run of a job. */
export interface PlayedAgent {
  readonly runId: string;
  readonly token: string;
  fence: number;
  claim(): ReturnType<RunService['claim']>;
  tell(...told: Told[]): ReturnType<RunService['report']>;
  /** Sends reports with the numbers they carry. */
  send(reports: Report[]): ReturnType<RunService['report']>;
  publish(artifact: {
    kind: 'checkpoint' | 'optimizer' | 'sample' | 'config';
    filename: string;
    step: number;
    text?: string;
  }): Promise<string>;
}

/** Does to the newest run what a dispatcher does before it starts an agent, and plays that agent. */
export async function playAgent(world: World, jobId: string, instance = 'one'): Promise<PlayedAgent> {
  const { db, runs } = world;
  const run = await db.query
    .selectFrom('runs')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow();
  const token = `token-of-${run.id}`;
  await db.query
    .updateTable('runs')
    .set({ state: 'starting', token_hash: hashToken(token), claimed_by: 'test', handle: 'played' })
    .where('id', '=', run.id)
    .execute();
  let seq = 0;
  const agent: PlayedAgent = {
    runId: run.id,
    token,
    fence: run.fence,
    claim: () => runs.claim(run.id, token, { instance, host: 'h', agent_pid: 1 }),
    tell: (...told) =>
      agent.send(
        told.map((one) => {
          seq += 1;
          return { ...one, seq, at: new Date().toISOString() } as Report;
        }),
      ),
    send: (reports) => runs.report(run.id, token, { fence: agent.fence, reports }),
    async publish({ kind, filename, step, text = contentOf(kind, filename, step) }) {
      const { artifact_id: id, upload } = await runs.announceArtifact(run.id, token, {
        fence: agent.fence,
        kind,
        filename,
        size_bytes: Buffer.byteLength(text),
        sha256: sha256(text),
        step,
        index: kind === 'sample' ? 0 : null,
        prompt: kind === 'sample' ? 'a dog' : null,
      });
      if (upload !== null) {
        await runs.receiveArtifact(id, Readable.from([Buffer.from(text)]));
        await runs.completeArtifact(run.id, token, id, agent.fence);
      }
      return id;
    },
  };
  return agent;
}

/** What a file of this kind holds: weights are whole safetensors files, in as few bytes as can be. */
export function contentOf(kind: string, filename: string, step: number): string {
  const text = `${kind} ${filename} ${step}`;
  if (!filename.endsWith('.safetensors')) return text;
  const data = Buffer.byteLength(text);
  const header = JSON.stringify({ t: { dtype: 'U8', shape: [data], data_offsets: [0, data] } });
  return `${String.fromCharCode(header.length)}${'\0'.repeat(7)}${header}${text}`;
}

/** What the dispatcher does once no process of a run is left. */
export async function closePlayedRun(world: World, runId: string): Promise<void> {
  await inTransaction(world.db, (transaction) => closeRun(transaction, runId, world.clock.now()));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The reports of a trainer that begins. */
export const started: Told = { type: 'started', pid: 7, trainer_version: 'builtin 1' };

/** The report of a trainer's end. */
export function ended(
  outcome: 'finished' | 'failed' | 'stopped' | 'killed',
  step: number,
  message: string | null = null,
): Told {
  return { type: 'ended', outcome, step, exit_code: null, signal: null, message };
}

/** The report of a step with its point of the curve. */
export function progress(step: number, loss = 0.5): Told {
  return { type: 'progress', step, metrics: [{ step, loss, lr: 1e-4, steps_per_second: 2 }] };
}

/** A submitted job on a dataset of the account. */
export async function submitted(world: World, options: Parameters<typeof submission>[0] = {}): Promise<Job> {
  return world.jobs.submit(world.accountId, submission(options));
}

/** A SQLite database with the newest schema, for tests in which the dialect cannot matter. */
export async function openSqlite(): Promise<Db> {
  const sqlite = databases.find(({ name }) => name === 'sqlite');
  if (sqlite === undefined) throw new Error('SQLite is always there');
  return sqlite.open();
}

/** The numbered error that the work was refused with. */
export async function refusal(work: Promise<unknown>): Promise<ApiError> {
  const error = await thrownBy(work);
  if (error instanceof ApiError) return error;
  throw new Error(`Expected a numbered error, got ${String(error)}`);
}

/** The HTTP status that the work was refused with. */
export async function refusedStatus(work: Promise<unknown>): Promise<number | null> {
  const error = await thrownBy(work);
  return error instanceof ApiError || error instanceof HttpError ? error.status : null;
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
}
