import { pausedHere, selectPauses } from '../installation/queue-pauses.ts';
import { runIsAlive } from '../jobs/job-row.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import { typesElsewhere } from './gpu-offer-rows.ts';
import { leasedGpus, type Situation } from './situation.ts';
import { waitingReason } from './waiting-reason.ts';

/** Looked at in one pass. */
const mostWaiting = 1_000;

/**
 * Writes to every queued run why it is not started even where it is its turn, and takes the reason away where
 * it no longer holds, so that no job waits without anybody being told what for.
 */
export async function explainWaiting(options: DispatchOptions, situation: Situation): Promise<void> {
  const { db, executor, signals } = options;
  if (executor.queuesItself) return;
  const runs = await db.query
    .selectFrom('runs')
    .select([
      'id',
      'job_id',
      'account_id',
      'created_at',
      'trainer',
      'gpu_type',
      'gpu_count',
      'gpu_id',
      'disk_bytes',
      'checkout',
      'resume_step',
      'waiting_reason',
    ])
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .orderBy('created_at')
    .limit(mostWaiting)
    .execute();
  const elsewhere = await typesElsewhere(options);
  const leased = await leasedGpus(options);
  const { blocked, startCheck } = situation;
  const paused = pausedHere(
    await selectPauses(db.query),
    executor.node,
    situation.offers.flatMap(({ gpus }) => gpus),
  );
  for (const run of runs) {
    const gpus = situation.offers.find(({ type }) => type === run.gpu_type)?.gpus ?? null;
    const isElsewhere = elsewhere.has(run.gpu_type);
    const reason =
      paused.everything ??
      waitingReason(run, { gpus, isElsewhere, leased, blocked, paused: paused.gpus }) ??
      (isElsewhere ? null : startCheck.obstacle(run));
    if (reason === run.waiting_reason) continue;
    await db.query
      .updateTable('runs')
      .set({ waiting_reason: reason })
      .where('id', '=', run.id)
      .where('state', '=', 'queued')
      .execute();
    signals.changed(run.job_id);
  }
}
