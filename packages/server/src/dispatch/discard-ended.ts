import type { DispatchOptions } from './dispatch-options.ts';

/** Ids that one query asks for. */
const batch = 500;

/**
 * Frees what runs that have ended still hold outside the database, as after a crash or where an agent was killed.
 * Returns how many they were. What belongs to no run of this database is left alone: it may be another installation's.
 */
export async function discardEnded({
  db,
  executor,
}: Pick<DispatchOptions, 'db' | 'executor'>): Promise<number> {
  const remaining = await executor.remaining();
  let count = 0;
  for (let from = 0; from < remaining.length; from += batch) {
    const ended = await db.query
      .selectFrom('runs')
      .select('id')
      .where('id', 'in', remaining.slice(from, from + batch))
      .where('state', '=', 'ended')
      .execute();
    for (const { id } of ended) await executor.discard(id);
    count += ended.length;
  }
  return count;
}
