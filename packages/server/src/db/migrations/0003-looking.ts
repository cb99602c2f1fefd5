import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../open.ts';

/** What people look at: texts of captions to search, the speed of runs, the load of GPUs. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const double = sql.raw(dialect === 'sqlite' ? 'real' : 'double precision');
  const text = sql.raw(dialect === 'sqlite' ? 'text' : 'text collate "C"');
  const run = (statement: ReturnType<typeof sql>) => statement.execute(db);

  await run(sql`alter table dataset_files add column caption_text text`);
  for (const kind of ['image', 'video']) {
    const column = sql.raw(`${kind}_count`);
    await run(sql`alter table datasets add column ${column} bigint not null default 0`);
    await run(sql`update datasets set ${column} = (
      select count(*) from dataset_files
      where dataset_files.dataset_id = datasets.id and removed_revision is null and kind = ${sql.lit(kind)}
    )`);
  }
  await run(sql`alter table runs add column steps_per_second ${double}`);
  await run(sql`alter table runs add column gpus text`);
  await run(sql`alter table runs add column host text`);
  await run(sql`create table gpu_readings (
    run_id ${text} not null references runs (id),
    at bigint not null,
    gpu_id ${text} not null,
    job_id ${text} not null references jobs (id),
    memory_used_bytes bigint,
    memory_total_bytes bigint,
    utilization_percent ${double},
    primary key (run_id, at, gpu_id)
  )`);
  await run(sql`create index gpu_readings_by_job on gpu_readings (job_id, at)`);
}
