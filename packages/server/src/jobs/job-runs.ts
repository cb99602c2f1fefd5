import type { jobRunSchema } from '@trainyard/core';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { RunsTable } from '../db/tables.ts';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { isoTime } from './present-job.ts';

/** One attempt at a job, as the API answers it. */
export type JobRun = z.input<typeof jobRunSchema>;

const storedGpus = z.array(z.object({ id: z.string(), name: z.string().nullable(), type: z.string() }));

/** Every run of a job, newest last. Throws 40051 and 40451. */
export async function jobRuns(
  { db }: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
): Promise<{ runs: JobRun[] }> {
  const job = await findJob(db.query, accountId, jobId);
  const rows = await db.query
    .selectFrom('runs')
    .selectAll()
    .where('job_id', '=', job.id)
    .orderBy('number')
    .execute();
  return { runs: rows.map(presentRun) };
}

function presentRun(row: Selectable<RunsTable>): JobRun {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    phase: row.state === 'ended' ? null : (row.phase as JobRun['phase']),
    outcome: row.outcome,
    reason: row.reason,
    message: row.message,
    created_at: isoTime(row.created_at),
    started_at: timeOrNull(row.started_at),
    ended_at: timeOrNull(row.ended_at),
    resumed_from_step: row.resume_step,
    end_step: row.current_step,
    config_version: row.config_version,
    trainer: row.trainer,
    trainer_version: row.trainer_version,
    gpu_type: row.gpu_type,
    gpu_count: row.gpu_count,
    gpus: row.gpus === null ? [] : storedGpus.parse(JSON.parse(row.gpus)),
    host: row.host,
  };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
