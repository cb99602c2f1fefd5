import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** What an administrator has paused: empty text stands for every machine, and for every GPU of one. */
export async function up(query: Kysely<unknown>, dialect: Dialect): Promise<void> {
  // Ids and names compare byte by byte in both databases.
  const text = sql.raw(dialect === 'postgres' ? 'text collate "C"' : 'text');
  await sql`create table queue_pauses (
    node ${text} not null,
    gpu_id ${text} not null,
    gpu_label ${text},
    paused_by ${text} not null,
    reason ${text},
    paused_at bigint not null,
    primary key (node, gpu_id)
  )`.execute(query);
}
