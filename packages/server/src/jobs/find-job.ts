import { ApiError } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { JobKind } from '../db/tables.ts';
import { isUuid } from '../uuid.ts';
import { type JobRow, selectJobs } from './job-row.ts';

/** The id in its stored form. Throws 40051 for what is not a UUID. */
export function parseJobId(text: string): string {
  if (!isUuid(text.toLowerCase())) {
    throw new ApiError(40051, `The job id ${JSON.stringify(text.slice(0, 100))} is not a UUID.`);
  }
  return text.toLowerCase();
}

/** The refusal of a job that the account does not have, for whatever reason. */
function jobNotFound(jobId: string): ApiError {
  return new ApiError(40451, `There is no job ${jobId}.`);
}

/** The account's job. Throws 40051 or 40451. */
export async function findJob(
  query: Query,
  accountId: string,
  jobId: string,
  kind: JobKind = 'training',
): Promise<JobRow> {
  const id = parseJobId(jobId);
  const row = await selectJobs(query, kind)
    .where('jobs.id', '=', id)
    .where('jobs.account_id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) throw jobNotFound(id);
  return row;
}
