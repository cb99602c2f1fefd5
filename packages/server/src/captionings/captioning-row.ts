import { HttpError } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import { selectJobs } from '../jobs/job-row.ts';
import { isUuid } from '../uuid.ts';

/** Captionings that are not deleted, each with its newest run and its dataset. */
export function selectCaptionings(query: Query) {
  return selectJobs(query, 'captioning')
    .innerJoin('captionings', 'captionings.job_id', 'jobs.id')
    .innerJoin('datasets', 'datasets.id', 'captionings.dataset_id')
    .select([
      'captionings.captioner',
      'captionings.settings',
      'captionings.left_out',
      'datasets.id as dataset_id',
      'datasets.name as dataset_name',
    ]);
}

/** A captioning, its newest run and its dataset. */
export type CaptioningRow = Awaited<
  ReturnType<ReturnType<typeof selectCaptionings>['executeTakeFirstOrThrow']>
>;

/** The account's captioning. Throws 404 alike for one that never was and one of somebody else. */
export async function findCaptioning(query: Query, accountId: string, id: string): Promise<CaptioningRow> {
  const lower = id.toLowerCase();
  const row = isUuid(lower)
    ? await selectCaptionings(query)
        .where('jobs.id', '=', lower)
        .where('jobs.account_id', '=', accountId)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new HttpError(404, 'There is no such captioning.');
  return row;
}
