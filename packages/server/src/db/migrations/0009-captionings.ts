import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** Jobs that caption a dataset, beside those that train. */
export async function up(query: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = sql.raw(dialect === 'sqlite' ? 'text' : 'text collate "C"');
  const statements = [
    sql`alter table jobs add column kind text not null default 'training'`,
    sql`create table captionings (
      job_id ${text} primary key references jobs (id),
      dataset_id ${text} not null references datasets (id),
      captioner text not null,
      settings text not null,
      left_out bigint not null
    )`,
    sql`create index captionings_by_dataset on captionings (dataset_id)`,
    sql`create table caption_results (
      job_id ${text} not null references jobs (id),
      filename ${text} not null,
      result text not null,
      message text,
      primary key (job_id, filename)
    )`,
  ];
  for (const statement of statements) await statement.execute(query);
}
