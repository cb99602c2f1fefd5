import { sql } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import { type JobRow, runIsAlive } from './job-row.ts';

type Queued = Pick<JobRow, 'status' | 'run_state' | 'run_id' | 'run_created_at' | 'gpu_type'>;

function isQueued(row: Queued): boolean {
  return row.status === 'IN_QUEUE' && row.run_state === 'queued';
}

/** The place of a job among those that wait for the same GPU type; 1 is next, null when it does not wait. */
export async function queuePosition(query: Query, row: Queued): Promise<number | null> {
  if (!isQueued(row)) return null;
  const { ahead } = await query
    .selectFrom('runs')
    .select((eb) => eb.fn.countAll<number>().as('ahead'))
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .where('gpu_type', '=', row.gpu_type)
    .where(sql<boolean>`(created_at, id) < (${row.run_created_at}, ${row.run_id})`)
    .executeTakeFirstOrThrow();
  return ahead + 1;
}

/** The places of many jobs in one query, by run id. */
export async function queuePositions(
  query: Query,
  rows: readonly Queued[],
): Promise<ReadonlyMap<string, number>> {
  const types = [...new Set(rows.filter(isQueued).map((row) => row.gpu_type))];
  if (types.length === 0) return new Map();
  const queued = await query
    .selectFrom('runs')
    .select(['id', 'gpu_type'])
    .where(runIsAlive)
    .where('state', '=', 'queued')
    .where('gpu_type', 'in', types)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const counts = new Map<string, number>();
  const positions = new Map<string, number>();
  for (const run of queued) {
    const position = (counts.get(run.gpu_type) ?? 0) + 1;
    counts.set(run.gpu_type, position);
    positions.set(run.id, position);
  }
  return positions;
}
