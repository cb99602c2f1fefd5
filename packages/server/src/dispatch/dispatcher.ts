import { randomBytes } from 'node:crypto';
import { inTransaction } from '../db/in-transaction.ts';
import { gpuOffers } from '../gpus/gpu-offers.ts';
import { runIsAlive } from '../jobs/job-row.ts';
import type { RunRow } from '../runs/authenticate-run.ts';
import { closeRun } from '../runs/close-run.ts';
import { recordEnding } from '../runs/record-ending.ts';
import { storeLeftArtifact } from '../runs/store-left-artifact.ts';
import { claimRuns } from './claim-runs.ts';
import { discardEnded } from './discard-ended.ts';
import { type DispatchOptions, executorKey } from './dispatch-options.ts';
import { explainWaiting } from './explain-waiting.ts';
import { rememberOffers } from './gpu-offer-rows.ts';
import { type Repeating, repeat } from './repeating.ts';
import { decideFate, type Fate } from './run-fate.ts';
import { readSituation } from './situation.ts';
import { type FailedStarts, recordHandle, requeueRun, startRun } from './start-run.ts';

/** Starts queued runs where there is room, and sees to it that every run that was started comes to its end. */
export interface Dispatcher {
  /** Begins to work; what a crash left behind is taken up first. */
  start(): void;
  /** Says that a run was queued, asked to stop, or reported its end. */
  notify(): void;
  /** Takes no more work and waits for what it is doing; runs go on. */
  close(): Promise<void>;
}

const defaultIntervalMs = 1_000;
/** While an agent is on its way out. */
const exitingIntervalMs = 40;
/** A pass that comes so late means that the machine slept: nobody could report meanwhile. */
const sleptMs = 10_000;

/** A dispatcher for one executor. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { db, clock, executor, logger, signals } = options;
  const intervalMs = options.intervalMs ?? defaultIntervalMs;
  const failedStarts: FailedStarts = new Map();
  /** Runs that something is being done about, so that no pass does it twice. */
  const busy = new Map<string, Promise<void>>();
  let isClaiming = false;
  let cleaning: Promise<void> | null = null;
  let leasesFrom = clock.now();
  let lastPassAt = clock.now();
  let offersAgainAt = 0;
  let loops: { dispatch: Repeating; watch: Repeating } | null = null;

  function work(runId: string, task: () => Promise<void>): void {
    const done = task()
      .catch((error: unknown) =>
        logger.error({ err: error, runId }, 'a step of a run failed; it is tried again'),
      )
      .finally(() => {
        busy.delete(runId);
      });
    busy.set(runId, done);
  }

  async function dispatch(): Promise<number> {
    if (clock.now() >= offersAgainAt) {
      offersAgainAt = await rememberOffers(options, await gpuOffers(executor));
    }
    const situation = await readSituation(options);
    if (situation === null) return intervalMs;
    isClaiming = true;
    try {
      for (const claimed of await claimRuns(options, situation)) {
        work(claimed.run.id, async () => {
          await startRun(options, failedStarts, claimed);
          loops?.watch.wake();
        });
      }
    } finally {
      isClaiming = false;
    }
    await explainWaiting(options, situation);
    return intervalMs;
  }

  async function watch(): Promise<number> {
    const runs = await claimedRuns(options);
    const handles = runs.map((run) => run.handle).filter((handle) => handle !== null);
    const agents = await executor.poll(handles);
    const now = clock.now();
    if (now - lastPassAt > sleptMs) leasesFrom = now;
    lastPassAt = now;
    const context = { now, leasesFrom, ...pick(options) };
    let isExiting = false;
    for (const run of runs) {
      // A claim that is being made shows up in the rows before it shows up in `busy`.
      if (busy.has(run.id) || (run.handle === null && isClaiming)) continue;
      const agent = run.handle === null ? undefined : agents.get(run.handle);
      const fate = decideFate(run, agent, context);
      if (fate.do === 'await-exit') isExiting ||= !executor.queuesItself;
      else if (fate.do !== 'leave') work(run.id, () => carryOut(run, fate));
    }
    return isExiting ? exitingIntervalMs : intervalMs;
  }

  async function carryOut(run: RunRow, fate: Exclude<Fate, { do: 'leave' | 'await-exit' }>): Promise<void> {
    switch (fate.do) {
      case 'requeue':
        logger.warn({ runId: run.id }, 'a run was claimed and not started; it is queued again');
        await requeueRun(options, run.id);
        break;
      case 'adopt':
        await adopt(run);
        break;
      case 'end':
        logger.warn({ runId: run.id, ending: fate.ending }, 'a run is ended by the server');
        await recordEnding(db.query, run.id, fate.ending, clock.now());
        await close(run);
        break;
      case 'close':
        await close(run);
        break;
    }
    loops?.dispatch.wake();
  }

  async function close(run: RunRow): Promise<void> {
    await executor.kill(run.id, run.handle);
    await storeLeft(run);
    // Before the run counts as ended: after a crash in between, this is done again.
    await executor.discard(run.id);
    await inTransaction(db, (transaction) => closeRun(transaction, run.id, clock.now()));
    signals.changed(run.job_id);
    logger.info({ runId: run.id, jobId: run.job_id }, 'a run has ended');
  }

  /** Hands over in place of an agent that died what it had saved; what cannot be stored must not hold the GPU. */
  async function storeLeft(run: RunRow): Promise<void> {
    for (const left of await executor.leftArtifacts(run.id)) {
      const { kind, filename } = left.artifact;
      try {
        const isNew = await storeLeftArtifact(options.left, run, left);
        if (isNew) logger.info({ runId: run.id, kind, filename }, 'stored what a dead agent had saved');
      } catch (error) {
        logger.error({ err: error, runId: run.id, kind, filename }, 'a file of a dead agent was not stored');
      }
    }
  }

  async function clean(): Promise<void> {
    try {
      const count = await discardEnded(options);
      if (count > 0) logger.info({ runs: count }, 'removed what ended runs had left behind');
    } catch (error) {
      logger.warn({ err: error }, 'what ended runs left behind was not removed; the next start tries again');
    }
  }

  /**
   * Starting is idempotent, so it finds the agent that was started before. Where that has died meanwhile, the
   * one started in its place gets a token that is not the run's, and ends at once; the run is then lost.
   */
  async function adopt(run: RunRow): Promise<void> {
    const leases = await db.query.selectFrom('gpu_leases').selectAll().where('run_id', '=', run.id).execute();
    const handle = await executor.start({
      runId: run.id,
      fence: run.fence,
      token: `unknown_${randomBytes(16).toString('hex')}`,
      gpus: leases.map((lease) => ({ id: lease.gpu_id, index: lease.gpu_index })),
      gpuType: run.gpu_type,
      gpuCount: run.gpu_count,
      checkout: run.checkout,
    });
    await recordHandle(options, run.id, handle);
  }

  return {
    start() {
      const onError = (error: unknown) =>
        logger.error({ err: error }, 'the dispatcher failed; it tries again');
      leasesFrom = clock.now();
      lastPassAt = leasesFrom;
      loops ??= {
        watch: repeat({ work: watch, onError, retryMs: intervalMs }),
        dispatch: repeat({ work: dispatch, onError, retryMs: intervalMs }),
      };
      cleaning = clean();
    },
    notify() {
      loops?.dispatch.wake();
      loops?.watch.wake();
    },
    async close() {
      await loops?.dispatch.stop();
      await loops?.watch.stop();
      await Promise.all([...busy.values(), cleaning]);
    },
  };
}

/** Runs of this executor that were claimed and have not ended. */
async function claimedRuns({ db, executor }: DispatchOptions): Promise<readonly RunRow[]> {
  return db.query
    .selectFrom('runs')
    .selectAll()
    .where(runIsAlive)
    .where('state', 'in', ['starting', 'running'])
    .where('executor', '=', executorKey(executor))
    .execute();
}

function pick({ serverId, leaseMs, stopGraceMs }: DispatchOptions) {
  return { serverId, leaseMs, stopGraceMs };
}
