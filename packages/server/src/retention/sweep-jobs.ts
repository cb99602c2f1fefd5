import { ApiError, HttpError } from '@trainyard/core';
import type { Logger } from 'pino';
import { DatabaseUnavailable } from '../db/database-unavailable.ts';
import type { JobKind } from '../db/tables.ts';
import { findOldJobs, type RetentionSettings } from './old-jobs.ts';

/**
 * Deletes the jobs that the installation no longer keeps, as their accounts would; one that was resumed meanwhile
 * stays. Returns how many went; throws the first failure once all have been tried.
 */
export async function sweepJobs(
  options: Parameters<typeof findOldJobs>[0] & {
    readonly deleteJob: (accountId: string, jobId: string, kind: JobKind) => Promise<unknown>;
    readonly logger: Pick<Logger, 'info'>;
  },
  settings: RetentionSettings,
): Promise<number> {
  let deleted = 0;
  const failures: unknown[] = [];
  for (const { id, kind, accountId, artifactBytes } of await findOldJobs(options, settings)) {
    try {
      await options.deleteJob(accountId, id, kind);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error;
      // It is active again, or was deleted by somebody else: what it is now, the next sweep sees.
      const isRefusal = (error instanceof HttpError || error instanceof ApiError) && error.status < 500;
      if (!isRefusal) failures.push(error);
      continue;
    }
    deleted += 1;
    options.logger.info({ jobId: id, artifactBytes }, 'a job is no longer kept and was deleted');
  }
  if (failures.length > 0) throw failures[0];
  return deleted;
}
