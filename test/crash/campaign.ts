import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ageTemporaryFiles, auditInstallation, hasReclaimed } from './audit.ts';
import { causeChaos, type Kills } from './chaos.ts';
import { createClientUnderTest } from './client-under-test.ts';
import { churnDataset, makeDataset, type OwnedDataset, readDataset } from './dataset-owner.ts';
import type { History, HistoryEvent } from './history.ts';
import { type OwnerOptions, ownJobs } from './job-owner.ts';
import { watchProcesses } from './process-watch.ts';
import { createRandom } from './random.ts';
import { createServerUnderTest } from './server-under-test.ts';
import { finishJobs, makeReferences } from './settle.ts';
import { type CampaignTrainer, trainerVariables } from './trainer.ts';
import type { Variant } from './variants.ts';

/** One campaign of kills. */
export interface CampaignOptions {
  readonly seed: number;
  readonly kills: Kills;
  /** A new or empty folder for data and logs. */
  readonly root: string;
  /** The jobs to submit; at first one of each runs undisturbed. */
  readonly variants: Readonly<Record<string, Variant>>;
  /** What trains: the built-in trainer, or AI Toolkit as it was recorded. */
  readonly trainer: CampaignTrainer;
  /** A new PostgreSQL database for the server; null where it keeps SQLite in its data folder. */
  readonly postgresUrl: string | null;
  /** Longest pause between two kills. */
  readonly pauseMs: number;
  /** Within this time of a kill the job says so, and a server that is told to close has done so. */
  readonly patienceMs: number;
  /** How many jobs each of the two accounts has at a time. */
  readonly jobsAtOnce: number;
  readonly note: (line: string) => void;
}

const slots = { ADA_80_PLUS: 2, HOPPER_141: 1 };

/** Runs a queue of jobs on real processes under kills, waits until all is over, and gives what happened. */
export async function runCampaign(options: CampaignOptions): Promise<History> {
  const { note } = options;
  const random = createRandom(options.seed);
  const events: HistoryEvent[] = [];
  const record = (event: HistoryEvent) => void events.push(event);
  mkdirSync(options.root, { recursive: true });
  const dataDir = join(options.root, 'data');
  const databaseUrl = options.postgresUrl ?? join(dataDir, 'trainyard.db');
  const server = createServerUnderTest({
    dataDir,
    logFile: join(options.root, 'server.log'),
    settings: [
      ...['--gpus', 'ADA_80_PLUS=2,HOPPER_141=1'],
      ...['--lease-seconds', '10', '--stop-grace-seconds', '5'],
    ],
    variables: {
      ...trainerVariables(options.trainer, options.root),
      ...(options.postgresUrl !== null && { TRAINYARD_DATABASE_URL: options.postgresUrl }),
    },
    record,
  });
  const watch = watchProcesses({ dataDir, serverPid: server.pid, record });
  try {
    await server.start('another-port');
    let isOver = false;
    let wakeQueued: () => void = () => undefined;
    let jobs = 0;
    const owners: OwnerOptions[] = [];
    const datasets: OwnedDataset[] = [];
    for (const account of ['alpha', 'beta']) {
      const client = createClientUnderTest(server, account, server.createToken(account), record);
      datasets.push(await makeDataset(client, 'steady', createRandom(1), record));
      datasets.push(await makeDataset(client, 'churned', random.fork(account), record));
      owners.push({
        client,
        random: random.fork(`jobs of ${account}`),
        variants: options.variants,
        record,
        onQueued: () => wakeQueued(),
        newName: () => `job-${String(jobs++).padStart(5, '0')}`,
      });
    }
    const [first] = owners;
    if (first === undefined) throw new Error('There is no account.');
    note('making what undisturbed runs make');
    const facts = await makeReferences(first, events);
    note(`causing chaos with the seed ${options.seed}`);
    const over = () => isOver;
    const work = owners.flatMap((owner, account) => [
      ...Array.from({ length: options.jobsAtOnce }, (_, lane) =>
        ownJobs({
          ...owner,
          random: random.fork(`lane ${lane} of ${account}`),
          isOver: over,
          datasetOf: (choice) => (choice.chance(0.8) ? 'steady' : 'churned'),
        }),
      ),
      ...datasets
        .filter(({ name, client }) => name === 'churned' && client === owner.client)
        .map((dataset) =>
          churnDataset(dataset, { random: random.fork(`files of ${account}`), record, isOver: over }),
        ),
    ]);
    const chaos = causeChaos({
      random: random.fork('chaos'),
      server,
      watch,
      record,
      kills: options.kills,
      pauseMs: options.pauseMs,
      nextQueued: () =>
        new Promise((resolve) => {
          wakeQueued = resolve;
        }),
      onProgress: (done) =>
        note(`killed ${done.server} servers, ${done.agent} agents, ${done.trainer} trainers`),
    });
    await Promise.race([chaos, Promise.all(work).then(() => chaos)]);
    isOver = true;
    await Promise.all(work);
    note('waiting for every job to come to its end');
    await Promise.all(owners.map((owner) => finishJobs(owner, random.fork(owner.client.account))));
    for (const dataset of datasets) await readDataset(dataset, record);

    await server.end('SIGTERM');
    ageTemporaryFiles(dataDir);
    const startedAt = Date.now();
    await server.start('same-port');
    const deadline = performance.now() + 20_000;
    while (!(await hasReclaimed(databaseUrl)) && performance.now() < deadline) await sleep(100);
    await server.end('SIGTERM');
    await sleep(300);
    const left = [
      ...watch.alive().map(({ pid, role, runId }) => ({ pid, command: `${role} of ${runId}` })),
      ...watch.descendants(),
    ];
    const audit = await auditInstallation({ dataDir, databaseUrl }, startedAt, left);
    return {
      slots,
      tellWithinMs: options.patienceMs,
      closeWithinMs: options.patienceMs,
      variants: facts,
      events,
      audit,
    };
  } finally {
    await server.end('SIGKILL');
    watch.stop();
    for (const { pid } of watch.alive()) endQuietly(pid);
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
