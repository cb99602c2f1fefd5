import { sql } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import { runIsAlive } from '../jobs/job-row.ts';

/** Runs that wait or run, oldest first, with their jobs and owners. */
export async function selectAliveRuns(query: Query) {
  return query
    .selectFrom('runs')
    .innerJoin('jobs', 'jobs.id', 'runs.job_id')
    .leftJoin('captionings', 'captionings.job_id', 'jobs.id')
    .leftJoin('datasets', 'datasets.id', 'captionings.dataset_id')
    .innerJoin('accounts', 'accounts.id', 'runs.account_id')
    .select([
      'runs.id as run_id',
      'runs.state as run_state',
      'runs.gpu_type',
      'runs.gpu_count',
      'runs.created_at',
      'runs.started_at',
      'runs.steps_per_second',
      'runs.waiting_reason',
      'jobs.id as job_id',
      'jobs.kind',
      'datasets.id as dataset_id',
      // The name of a captioning's job is of no use to people.
      sql<string>`coalesce(datasets.name, jobs.name)`.as('job_name'),
      'jobs.status',
      'jobs.current_step',
      'jobs.total_steps',
      'accounts.id as account_id',
      'accounts.name as account_name',
    ])
    .where(runIsAlive)
    .orderBy('runs.created_at')
    .orderBy('runs.id')
    .execute();
}

/** A run that waits or runs. */
export type AliveRun = Awaited<ReturnType<typeof selectAliveRuns>>[number];
