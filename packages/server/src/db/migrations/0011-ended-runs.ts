import { type Kysely, sql } from 'kysely';

/** An index for those who look, every other second, which runs have ended of late. */
export async function up(query: Kysely<unknown>): Promise<void> {
  await sql`create index runs_by_end on runs (ended_at)`.execute(query);
}
