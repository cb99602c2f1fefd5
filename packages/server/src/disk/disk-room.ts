import type { Query } from '../db/in-transaction.ts';
import { runIsAlive } from '../jobs/job-row.ts';
import { type DiskRoom, freeBytes } from './disk-space.ts';

/** Tells the room on the disk of a folder, to which the runs of an executor write. */
export function createDiskRoom(query: Query, folder: string, executor: string): () => Promise<DiskRoom> {
  return async () => {
    const [free, promised, queued] = await Promise.all([
      freeBytes(folder),
      promisedBytes(query, executor),
      queuedBytes(query),
    ]);
    return { freeBytes: free, promisedBytes: promised, queuedBytes: queued };
  };
}

/**
 * What the runs that an executor has started are still certain to write: the forecast of each, less the checkpoints
 * that it has handed over and that are kept.
 */
async function promisedBytes(query: Query, executor: string): Promise<number> {
  const runs = await query
    .selectFrom('runs')
    .select((eb) => [
      'disk_bytes',
      eb
        .selectFrom('artifacts')
        .whereRef('artifacts.run_id', '=', 'runs.id')
        .where('artifacts.kind', '=', 'checkpoint')
        .where('artifacts.published_at', 'is not', null)
        .select((inner) => inner.fn.sum<number | string | null>('size_bytes').as('bytes'))
        .as('written'),
    ])
    .where(runIsAlive)
    .where('state', 'in', ['starting', 'running'])
    .where('executor', '=', executor)
    .where('disk_bytes', 'is not', null)
    .execute();
  return runs.reduce(
    (sum, { disk_bytes: forecast, written }) => sum + Math.max(0, (forecast ?? 0) - Number(written ?? 0)),
    0,
  );
}

/** What the runs in the queue are certain to write; which executor takes one, is not known before. */
async function queuedBytes(query: Query): Promise<number> {
  const { bytes } = await query
    .selectFrom('runs')
    .select((eb) => eb.fn.sum<number | string | null>('disk_bytes').as('bytes'))
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
  return Number(bytes ?? 0);
}
