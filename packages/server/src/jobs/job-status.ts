import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { type Job, presentJob } from './present-job.ts';
import { queuePosition } from './queue-position.ts';

/** The job as it is now. Throws 40051 or 40451. */
export async function jobStatus(
  options: Pick<JobOptions, 'db' | 'origin'>,
  accountId: string,
  jobId: string,
): Promise<Job> {
  const row = await findJob(options.db.query, accountId, jobId);
  return presentJob(row, await queuePosition(options.db.query, row), options.origin());
}
