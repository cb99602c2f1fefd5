import { type SqlBool, sql } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import type { JobKind } from '../db/tables.ts';

/**
 * The condition of the partial indexes over runs that have not ended, with its value written out: a bound
 * parameter would keep SQLite from using them.
 */
export const runIsAlive = sql<SqlBool>`runs.state <> 'ended'`;

/** Jobs of a kind that are not deleted, each with its newest run: all that an answer about a job is made of. */
export function selectJobs(query: Query, kind: JobKind = 'training') {
  return query
    .selectFrom('jobs')
    .innerJoin('runs', 'runs.id', 'jobs.run_id')
    .select([
      'jobs.id',
      'jobs.account_id',
      'jobs.name',
      'jobs.status',
      'jobs.gpu_type',
      'jobs.gpu_count',
      'jobs.gpu_id',
      'jobs.config_version',
      'jobs.current_step',
      'jobs.total_steps',
      'jobs.fence',
      'jobs.auto_resumes',
      'jobs.error_code',
      'jobs.error_message',
      'jobs.error_reason',
      'jobs.log_bytes',
      'jobs.created_at',
      'jobs.started_at',
      'jobs.finished_at',
      'runs.id as run_id',
      'runs.number as run_number',
      'runs.state as run_state',
      'runs.outcome as run_outcome',
      'runs.phase',
      'runs.steps_per_second',
      'runs.waiting_reason',
      'runs.trainer_version',
      'runs.trainer',
      'runs.resume_step',
      'runs.lost_steps',
      'runs.resume_note',
      'runs.created_at as run_created_at',
    ])
    .where('jobs.kind', '=', kind)
    .where('jobs.deleted_at', 'is', null);
}

/** A job and its newest run. */
export type JobRow = Awaited<ReturnType<ReturnType<typeof selectJobs>['executeTakeFirstOrThrow']>>;
