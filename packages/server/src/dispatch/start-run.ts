import { sql } from 'kysely';
import { inTransaction } from '../db/in-transaction.ts';
import { lossOf, recordEnding } from '../runs/record-ending.ts';
import type { ClaimedRun } from './claim-runs.ts';
import type { DispatchOptions } from './dispatch-options.ts';

/** An agent on this machine that has not asked for its run by then will not do so. */
const agentStartMs = 60_000;
/** A run whose agent cannot be started so many times in a row is given up. */
const mostStarts = 3;

/** Failed starts in a row, by run id. */
export type FailedStarts = Map<string, number>;

/** Starts the agent of a claimed run and writes down its handle. A start that fails puts the run back. */
export async function startRun(
  options: DispatchOptions,
  failedStarts: FailedStarts,
  { run, token, gpus }: ClaimedRun,
): Promise<void> {
  const { executor, logger } = options;
  let handle: string;
  try {
    handle = await executor.start({
      runId: run.id,
      fence: run.fence,
      token,
      gpus: gpus.map(({ id, index }) => ({ id, index })),
      gpuType: run.gpu_type,
      gpuCount: run.gpu_count,
      checkout: run.checkout,
    });
  } catch (error) {
    logger.error({ err: error, runId: run.id }, 'the agent of a run could not be started');
    await afterFailedStart(options, failedStarts, run.id);
    return;
  }
  failedStarts.delete(run.id);
  await recordHandle(options, run.id, handle);
  logger.info({ runId: run.id, jobId: run.job_id, gpus: gpus.map((gpu) => gpu.id) }, 'started a run');
}

/** Writes down how the agent of a run is found again. */
export async function recordHandle(options: DispatchOptions, runId: string, handle: string): Promise<void> {
  const leaseUntil = options.executor.queuesItself ? null : options.clock.now() + agentStartMs;
  await options.db.query
    .updateTable('runs')
    .set({ handle, lease_expires_at: sql<number>`coalesce(lease_expires_at, ${leaseUntil})` })
    .where('id', '=', runId)
    .where('state', 'in', ['starting', 'running'])
    .execute();
}

async function afterFailedStart(
  options: DispatchOptions,
  failedStarts: FailedStarts,
  runId: string,
): Promise<void> {
  const failures = (failedStarts.get(runId) ?? 0) + 1;
  failedStarts.set(runId, failures);
  if (failures < mostStarts) {
    await requeueRun(options, runId);
    return;
  }
  failedStarts.delete(runId);
  const ending = lossOf(
    'START_FAILED',
    'The agent of the run could not be started; the log of the server says why.',
  );
  await recordEnding(options.db.query, runId, ending, options.clock.now());
}

/**
 * Puts a claimed run that no agent has asked for back into the queue, where it keeps its place. Whatever was
 * started of it is killed first, and its token is worth nothing any more.
 */
export async function requeueRun(options: DispatchOptions, runId: string): Promise<void> {
  const fenced = await options.db.query
    .updateTable('runs')
    .set({ token_hash: null })
    .where('id', '=', runId)
    .where('state', '=', 'starting')
    .where('instance', 'is', null)
    .where('handle', 'is', null)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  if (fenced.numUpdatedRows === 0n) return;
  await options.executor.kill(runId, null);
  await options.executor.discard(runId);
  await inTransaction(options.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({
        state: 'queued',
        executor: null,
        claimed_by: null,
        claim_expires_at: null,
        lease_expires_at: null,
      })
      .where('id', '=', runId)
      .where('state', '=', 'starting')
      .where('token_hash', 'is', null)
      // Cancelled meanwhile: then it is closed instead.
      .where('outcome', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) {
      await transaction.deleteFrom('gpu_leases').where('run_id', '=', runId).execute();
    }
  });
}
