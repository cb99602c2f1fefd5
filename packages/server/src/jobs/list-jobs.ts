import { HttpError, type JobStatus } from '@trainyard/core';
import { sql } from 'kysely';
import type { JobOptions } from './job-options.ts';
import { selectJobs } from './job-row.ts';
import { type Job, presentJob } from './present-job.ts';
import { queuePositions } from './queue-position.ts';

const defaultLimit = 100;

/** Which jobs to list. */
export interface JobListQuery {
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly status?: JobStatus | undefined;
}

/** Jobs of an account, newest first, a page at a time; a cursor stays good while jobs come and go. */
export async function listJobs(
  options: JobOptions,
  accountId: string,
  query: JobListQuery,
): Promise<{ jobs: Job[]; next_cursor: string | null }> {
  const limit = query.limit ?? defaultLimit;
  const cursor = query.cursor === undefined ? null : parseCursor(query.cursor);
  const status = query.status;
  const rows = await selectJobs(options.db.query)
    .where('jobs.account_id', '=', accountId)
    .$if(status !== undefined, (select) => select.where('jobs.status', '=', status as JobStatus))
    .$if(cursor !== null, (select) =>
      select.where(sql<boolean>`(jobs.created_at, jobs.id) < (${cursor?.createdAt}, ${cursor?.id})`),
    )
    .orderBy('jobs.created_at', 'desc')
    .orderBy('jobs.id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const positions = await queuePositions(options.db.query, page);
  const origin = options.origin();
  return {
    jobs: page.map((row) => presentJob(row, positions.get(row.run_id) ?? null, origin)),
    next_cursor: last === undefined ? null : formatCursor(last.created_at, last.id),
  };
}

function formatCursor(createdAt: number, id: string): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

function parseCursor(text: string): { createdAt: number; id: string } {
  const match = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new HttpError(400, 'The cursor is not one that this server gave; begin again without it.');
  }
  return { createdAt: Number(match[1]), id: match[2] };
}
