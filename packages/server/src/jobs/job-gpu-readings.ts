import type { CallAnswer, jobDetailRoutes } from '@trainyard/core';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { isoTime } from './present-job.ts';

/** Which readings. */
export interface GpuReadingsQuery {
  /** ISO 8601 in UTC. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

const defaultLimit = 10_000;

/** Memory and load of a job's GPUs over all its runs, by time. Throws 40051 and 40451. */
export async function jobGpuReadings(
  { db }: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
  query: GpuReadingsQuery,
): Promise<CallAnswer<typeof jobDetailRoutes.listGpuReadings>> {
  const job = await findJob(db.query, accountId, jobId);
  const limit = query.limit ?? defaultLimit;
  const rows = await db.query
    .selectFrom('gpu_readings')
    .innerJoin('runs', 'runs.id', 'gpu_readings.run_id')
    .select([
      'gpu_readings.at',
      'gpu_readings.gpu_id',
      'gpu_readings.memory_used_bytes',
      'gpu_readings.memory_total_bytes',
      'gpu_readings.utilization_percent',
      'runs.number as run_number',
    ])
    .where('gpu_readings.job_id', '=', job.id)
    .where('gpu_readings.at', '>', query.after === undefined ? -1 : Date.parse(query.after))
    .orderBy('gpu_readings.at')
    .orderBy('gpu_readings.gpu_id')
    .limit(limit + 1)
    .execute();
  // The GPUs of one moment stay together, so that a time is enough to read on from.
  const cut = rows.length > limit ? rows.at(-1)?.at : undefined;
  const shown = cut === undefined ? rows : rows.filter(({ at }) => at < cut);
  const last = cut === undefined ? undefined : shown.at(-1);
  return {
    readings: shown.map(({ at, ...reading }) => ({ ...reading, at: isoTime(at) })),
    next_after: last === undefined ? null : isoTime(last.at),
  };
}
