import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** Why runs wait, what they need of the disk, which checkout trains them, and which GPUs each node offers. */
export async function up(query: Kysely<unknown>, dialect: Dialect): Promise<void> {
  // Ids and names compare byte by byte in both databases.
  const text = sql.raw(dialect === 'postgres' ? 'text collate "C"' : 'text');
  const statements = [
    sql`alter table runs add column waiting_reason text`,
    sql`alter table runs add column disk_bytes bigint`,
    sql`alter table runs add column checkout text`,
    sql`alter table accounts add column checkout text`,
    sql`create table gpu_offers (
      node ${text} not null,
      gpu_type ${text} not null,
      cards integer,
      seen_at bigint not null,
      primary key (node, gpu_type)
    )`,
  ];
  for (const statement of statements) await statement.execute(query);
}
