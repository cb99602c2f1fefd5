import { randomBytes } from 'node:crypto';
import { ApiError, datasetNameProblem } from '@trainyard/core';
import type { Clock } from '../clock.ts';
import { newId } from '../db/new-id.ts';
import type { Db } from '../db/open.ts';
import { type DatasetAnswer, describeDataset } from './describe.ts';

/**
 * Makes an empty dataset. Without a name (or with null) one is made up. `id` is null where any will do; where a
 * dataset of the account has it already, that one is the answer. Throws 42201 for what cannot be a name and
 * 40901 where a dataset that is not deleted has it.
 */
export async function createDataset(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  accountId: string,
  name: unknown,
  id: string | null = null,
): Promise<DatasetAnswer> {
  const wanted = name === undefined || name === null ? null : checkName(name);
  for (;;) {
    const inserted = await insert(db, accountId, id ?? newId(), wanted ?? generatedName(), clock.now());
    const dataset = inserted ?? (id === null ? null : await findMade(db, accountId, id));
    if (dataset !== null) return describeDataset({ ...dataset, outstanding: false });
    if (wanted !== null) {
      throw new ApiError(40901, `A dataset named "${wanted}" already exists in this account.`);
    }
  }
}

/** The dataset that a former attempt made, whatever became of it since. */
async function findMade(db: Db, accountId: string, id: string) {
  const row = await db.query
    .selectFrom('datasets')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

function checkName(name: unknown): string {
  if (typeof name !== 'string') {
    throw new ApiError(42201, `The dataset name must be a text, not ${excerpt(JSON.stringify(name))}.`);
  }
  const problem = datasetNameProblem(name);
  if (problem !== null) {
    throw new ApiError(42201, `The dataset name ${excerpt(JSON.stringify(name))} ${problem}.`);
  }
  return name;
}

function excerpt(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`;
}

function generatedName(): string {
  return `ds_${randomBytes(6).toString('hex')}`;
}

/** Null where the name or the id is taken: the unique indexes decide, also between requests at the same moment. */
async function insert(db: Db, accountId: string, id: string, name: string, now: number) {
  const row = await db.query
    .insertInto('datasets')
    .values({
      id,
      account_id: accountId,
      name,
      revision: 0,
      file_count: 0,
      image_count: 0,
      video_count: 0,
      total_bytes: 0,
      unvalidated_count: 0,
      error_code: null,
      error_message: null,
      listing_token: null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}
