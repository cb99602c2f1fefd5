import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';

const defaultLimit = 10_000;

/** A stretch of a job's training curve. */
export interface MetricsPage {
  metrics: { step: number; loss: number | null; lr: number | null; steps_per_second: number | null }[];
  /** Pass it as `after_step` to read on; null at the end of what there is. */
  next_after_step: number | null;
}

/** Loss, learning rate and speed by ascending step. */
export async function jobMetrics(
  options: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
  query: { after_step?: number | undefined; limit?: number | undefined },
): Promise<MetricsPage> {
  const job = await findJob(options.db.query, accountId, jobId);
  const limit = query.limit ?? defaultLimit;
  const rows = await options.db.query
    .selectFrom('metrics')
    .select(['step', 'loss', 'lr', 'steps_per_second'])
    .where('job_id', '=', job.id)
    .where('step', '>', query.after_step ?? -1)
    .orderBy('step')
    .limit(limit + 1)
    .execute();
  const metrics = rows.slice(0, limit);
  return {
    metrics,
    next_after_step: rows.length > limit ? (metrics.at(-1)?.step ?? null) : null,
  };
}
