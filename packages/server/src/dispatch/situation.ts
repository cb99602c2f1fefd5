import type { Gpu } from '../executors/executor.ts';
import { type GpuOffer, gpuOffers } from '../gpus/gpu-offers.ts';
import { runIsAlive } from '../jobs/job-row.ts';
import type { DispatchOptions, StartCheck } from './dispatch-options.ts';

/** What decides, besides the rows, which queued runs can be started in a pass. */
export interface Situation {
  readonly offers: readonly GpuOffer[];
  /** What keeps GPUs from being handed out, by id; only of GPUs that no run held. */
  readonly blocked: ReadonlyMap<string, string>;
  readonly startCheck: StartCheck;
}

const alwaysStarts: StartCheck = { obstacle: () => null, isReady: () => true };

/** Looks around, before any transaction begins; null where no run waits, and nothing needs to be known. */
export async function readSituation(options: DispatchOptions): Promise<Situation | null> {
  const { db, executor } = options;
  const waiting = await db.query
    .selectFrom('runs')
    .select('id')
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .limit(1)
    .executeTakeFirst();
  if (waiting === undefined) return null;
  const offers = await gpuOffers(executor);
  const leased = await leasedGpus(options);
  const free = offers.flatMap(({ gpus }) => gpus.filter(({ id }) => !leased.has(id)));
  const [blocked, startCheck] = await Promise.all([
    free.length === 0
      ? new Map<string, string>()
      : (options.blockedGpus?.(free) ?? new Map<string, string>()),
    options.startCheck?.() ?? alwaysStarts,
  ]);
  return { offers, blocked, startCheck };
}

/** The GPUs of this node that runs hold. */
export async function leasedGpus(
  { db, executor }: Pick<DispatchOptions, 'db' | 'executor'>,
  query = db.query,
): Promise<ReadonlySet<Gpu['id']>> {
  const leases = await query
    .selectFrom('gpu_leases')
    .select('gpu_id')
    .where('node', '=', executor.node)
    .execute();
  return new Set(leases.map((lease) => lease.gpu_id));
}
