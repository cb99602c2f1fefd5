import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** What a resume went on from and lost, what is known of damaged artifacts, and resumes by the server itself. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = sql.raw(dialect === 'sqlite' ? 'text' : 'text collate "C"');
  const run = (statement: ReturnType<typeof sql>) => statement.execute(db);
  await run(sql`alter table runs add column lost_steps bigint`);
  await run(sql`alter table runs add column resume_note ${text}`);
  await run(sql`alter table artifacts add column damaged_at bigint`);
  await run(sql`alter table jobs add column auto_resumes bigint not null default 0`);
}
