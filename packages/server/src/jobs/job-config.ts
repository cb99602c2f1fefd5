import type { CallAnswer, jobDetailRoutes } from '@trainyard/core';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { isoTime } from './present-job.ts';

/** The newest config of a job, as it was submitted and without secrets. Throws 40051 and 40451. */
export async function jobConfig(
  { db }: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
): Promise<CallAnswer<typeof jobDetailRoutes.getJobConfig>> {
  const job = await findJob(db.query, accountId, jobId);
  const config = await db.query
    .selectFrom('job_configs')
    .select(['yaml', 'version', 'created_at'])
    .where('job_id', '=', job.id)
    .where('version', '=', job.config_version)
    .executeTakeFirstOrThrow();
  return {
    config_file_format: 'yaml',
    config_file: config.yaml,
    config_version: config.version,
    created_at: isoTime(config.created_at),
    gpu_type: job.gpu_type,
    gpu_count: job.gpu_count,
    gpu_id: job.gpu_id,
  };
}
