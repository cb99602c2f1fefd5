import { timingSafeEqual } from 'node:crypto';
import { HttpError } from '@trainyard/core';
import type { Selectable } from 'kysely';
import { hashToken } from '../accounts/tokens.ts';
import type { Query } from '../db/in-transaction.ts';
import type { RunsTable } from '../db/tables.ts';
import { isUuid } from '../uuid.ts';

/** A run as it is stored. */
export type RunRow = Selectable<RunsTable>;

const noHash = hashToken('');

/**
 * The run that the token speaks for. Throws 401 for any other token, and for a run that does not exist, in
 * the same words and the same time.
 */
export async function authenticateRun(query: Query, runId: string, token: string): Promise<RunRow> {
  const run = await query
    .selectFrom('runs')
    .selectAll()
    // What is no id may hold what PostgreSQL takes in no text.
    .where('id', '=', isUuid(runId) ? runId : '')
    .executeTakeFirst();
  const expected = Buffer.from(run?.token_hash ?? noHash);
  const matches = timingSafeEqual(expected, Buffer.from(hashToken(token)));
  if (run === undefined || run.token_hash === null || !matches) {
    throw new HttpError(401, 'This token does not belong to the run.');
  }
  return run;
}

/** The answer to an agent that no longer has the run: it must stop its trainer. */
export function fencedOff(reason: string): HttpError {
  return new HttpError(409, `${reason} Stop the trainer and end.`);
}
