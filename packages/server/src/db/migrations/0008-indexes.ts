import { type Kysely, sql } from 'kysely';

/**
 * Indexes over all rows where those of before leave some out: for what a database looks up when a row goes that
 * others refer to, and for what is asked of a job's artifacts and of messages that settle.
 */
export async function up(query: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create index dataset_files_by_dataset on dataset_files (dataset_id)`,
    sql`create index uploads_by_dataset on uploads (dataset_id)`,
    sql`create index run_datasets_by_dataset on run_datasets (dataset_id)`,
    sql`create index artifacts_by_job on artifacts (job_id, kind, filename)`,
    sql`create index webhook_deliveries_settling on webhook_deliveries (webhook_id, settles_with)
      where settles_with is not null`,
  ];
  for (const statement of statements) await statement.execute(query);
}
