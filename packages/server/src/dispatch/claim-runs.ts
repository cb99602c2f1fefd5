import { sql } from 'kysely';
import { hashToken, newToken } from '../accounts/tokens.ts';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import type { Gpu } from '../executors/executor.ts';
import { cardsNeeded } from '../gpus/gpu-offers.ts';
import { pausedHere, selectPauses } from '../installation/queue-pauses.ts';
import { runIsAlive } from '../jobs/job-row.ts';
import type { RunRow } from '../runs/authenticate-run.ts';
import { chooseGpus } from './choose-gpus.ts';
import { type DispatchOptions, executorKey } from './dispatch-options.ts';
import { leasedGpus, type Situation } from './situation.ts';

/** A run that this server is to start. */
export interface ClaimedRun {
  readonly run: RunRow;
  /** The run's own token; only its hash is stored. */
  readonly token: string;
  readonly gpus: readonly Gpu[];
}

/** Considered for one type of GPU in one pass, and read at once. */
const mostWaiting = 100;
const defaultClaimMs = 15_000;

/**
 * Claims the queued runs that can be started now, oldest first for each GPU type, and takes their GPUs, all in
 * one transaction. Several servers may do so at once: a run is claimed by one of them, a GPU is held by one run.
 * What is paused is given to nobody.
 */
export async function claimRuns(
  options: DispatchOptions,
  { offers, blocked, startCheck }: Situation,
): Promise<readonly ClaimedRun[]> {
  try {
    return await inTransaction(options.db, async (transaction) => {
      const { everything, gpus: paused } = await readPaused(options, transaction, offers);
      if (everything !== null) return [];
      const leased = await leasedGpus(options, transaction);
      const claimed: ClaimedRun[] = [];
      let startingBytes = 0;
      for (const { type, gpus } of offers) {
        const free = gpus.map((gpu) => !leased.has(gpu.id) && !blocked.has(gpu.id) && !paused.has(gpu.id));
        if (!options.executor.queuesItself && !free.includes(true)) continue;
        const waiting = await startableRuns(options, transaction, {
          type,
          // A run that names a card which is not free cannot be started, and must take no other's place here.
          gpuIds: options.executor.queuesItself
            ? null
            : gpus.flatMap(({ id }, i) => (free[i] ? [id, `#${i + 1}`] : [])),
          canStart: (run) =>
            startCheck.obstacle(run) === null &&
            (options.executor.queuesItself || cardsNeeded(run.trainer, run.gpu_count) <= gpus.length),
        });
        const chosen = options.executor.queuesItself
          ? waiting.map((run) => ({ run, gpus: [] }))
          : chooseGpus(waiting, gpus, leased, blocked, paused);
        for (const { run, gpus } of chosen) {
          if (startCheck.obstacle(run, startingBytes) !== null || !startCheck.isReady(run)) continue;
          const token = newToken('tyrun');
          const row = await claim(options, transaction, run.id, token, gpus);
          if (row === undefined) continue;
          await leaseGpus(options, transaction, run.id, gpus);
          startingBytes += run.disk_bytes ?? 0;
          claimed.push({ run: row, token, gpus });
        }
      }
      return claimed;
    });
  } catch (error) {
    // Another server has just taken one of the GPUs; what is left is seen in the next pass.
    if (isUniqueViolation(error)) return [];
    throw error;
  }
}

/** Holds pauses up until the transaction has ended: who pauses is answered when no run can be given a GPU any more. */
async function readPaused(
  { db, executor }: DispatchOptions,
  transaction: Query,
  offers: Situation['offers'],
): Promise<ReturnType<typeof pausedHere>> {
  // SQLite has one writer at a time, and refuses to write after an old look.
  if (db.dialect === 'postgres') await sql`lock table queue_pauses in share mode`.execute(transaction);
  const gpus = offers.flatMap((offer) => offer.gpus);
  return pausedHere(await selectPauses(transaction), executor.node, gpus);
}

interface Wanted {
  readonly type: string;
  /** What a run may call the cards that are free; null where a scheduler has the cards. */
  readonly gpuIds: readonly string[] | null;
  readonly canStart: (run: WaitingRow) => boolean;
}

type WaitingRow = Awaited<ReturnType<typeof waitingRuns>>[number];

/** The oldest runs that nothing but other runs keeps from being started, however many of the others wait. */
async function startableRuns(
  options: DispatchOptions,
  transaction: Query,
  wanted: Wanted,
): Promise<WaitingRow[]> {
  const found: WaitingRow[] = [];
  let last: WaitingRow | undefined;
  do {
    const page = await waitingRuns(options, transaction, wanted, last);
    found.push(...page.filter(wanted.canStart));
    last = page.length < mostWaiting ? undefined : page.at(-1);
  } while (last !== undefined && found.length < mostWaiting);
  return found;
}

async function waitingRuns(
  { db }: DispatchOptions,
  transaction: Query,
  { type, gpuIds }: Wanted,
  after: { readonly created_at: number; readonly id: string } | undefined,
) {
  return transaction
    .selectFrom('runs')
    .select([
      'id',
      'account_id',
      'trainer',
      'gpu_count',
      'gpu_id',
      'disk_bytes',
      'checkout',
      'resume_step',
      'created_at',
    ])
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .where('gpu_type', '=', type)
    .$if(gpuIds !== null, (query) =>
      query.where((eb) => eb.or([eb('gpu_id', 'is', null), eb('gpu_id', 'in', gpuIds ?? [])])),
    )
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(after?.created_at ?? 0, after?.id ?? '')),
      ),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(mostWaiting)
    .$if(db.dialect === 'postgres', (query) => query.forUpdate().skipLocked())
    .execute();
}

async function claim(
  options: DispatchOptions,
  transaction: Query,
  runId: string,
  token: string,
  gpus: readonly Gpu[],
): Promise<RunRow | undefined> {
  return transaction
    .updateTable('runs')
    .set({
      state: 'starting',
      waiting_reason: null,
      executor: executorKey(options.executor),
      token_hash: hashToken(token),
      gpus: JSON.stringify(gpus.map(({ id, name = null, type }) => ({ id, name, type }))),
      claimed_by: options.serverId,
      claim_expires_at: options.clock.now() + (options.claimMs ?? defaultClaimMs),
    })
    .where('id', '=', runId)
    .where('state', '=', 'queued')
    .returningAll()
    .executeTakeFirst();
}

async function leaseGpus(
  options: DispatchOptions,
  transaction: Query,
  runId: string,
  gpus: readonly Gpu[],
): Promise<void> {
  if (gpus.length === 0) return;
  await transaction
    .insertInto('gpu_leases')
    .values(
      gpus.map((gpu) => ({
        node: options.executor.node,
        gpu_id: gpu.id,
        gpu_index: gpu.index,
        run_id: runId,
      })),
    )
    .execute();
}
