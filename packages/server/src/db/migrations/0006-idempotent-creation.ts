import { type Kysely, sql } from 'kysely';

/** A key reserves the id of what its request makes, and says which server process answers it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table idempotency_keys add column object_id text`.execute(db);
  await sql`alter table idempotency_keys add column owner text`.execute(db);
}
