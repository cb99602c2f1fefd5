import { type Kysely, sql } from 'kysely';

/** What a search looks through, folded by the server itself; rows from before get theirs when first searched. */
export async function up(query: Kysely<unknown>): Promise<void> {
  await sql`alter table dataset_files add column search_text text`.execute(query);
}
