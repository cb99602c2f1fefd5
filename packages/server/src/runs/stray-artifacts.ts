import type { Clock } from '../clock.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Db } from '../db/open.ts';
import { discardObjects } from '../jobs/release-run.ts';
import { artifactPrefix } from '../storage/object-key.ts';
import type { ObjectKey, ObjectStore } from '../storage/object-store.ts';

/** An upload that a run had under way when it was closed is over by then, also over a slow line. */
const lookedAtMs = 3 * 24 * 60 * 60 * 1000;
const keysAtOnce = 500;

/**
 * Leaves to the reclaimer what the store has of jobs with a run that ended of late and no row names: bytes that
 * became whole after their run was closed, under a server that died before it could see that. Returns how many.
 */
export async function sweepStrayArtifacts(options: {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly clock: Clock;
}): Promise<number> {
  const { db, store, clock } = options;
  const jobs = await db.query
    .selectFrom('runs')
    .select('job_id')
    .distinct()
    .where('ended_at', '>', clock.now() - lookedAtMs)
    .execute();
  let found = 0;
  for (const { job_id: jobId } of jobs) {
    const keys: ObjectKey[] = [];
    for await (const key of store.list(artifactPrefix(jobId))) keys.push(key);
    for (let from = 0; from < keys.length; from += keysAtOnce) {
      const stray = await unnamed(db, jobId, keys.slice(from, from + keysAtOnce));
      await inTransaction(db, (transaction) => discardObjects(transaction, stray, clock.now()));
      found += stray.length;
    }
  }
  return found;
}

/** A row is there before its object is and outlives it, so that an object without one will never get one. */
async function unnamed({ query }: Db, jobId: string, keys: readonly ObjectKey[]): Promise<ObjectKey[]> {
  const artifacts = await query
    .selectFrom('artifacts')
    .select('object_key')
    .where('job_id', '=', jobId)
    .where('object_key', 'in', keys)
    .execute();
  const garbage = await query
    .selectFrom('object_garbage')
    .select('object_key')
    .where('object_key', 'in', keys)
    .execute();
  const named = new Set([...artifacts, ...garbage].map(({ object_key }) => object_key));
  return keys.filter((key) => !named.has(key));
}
