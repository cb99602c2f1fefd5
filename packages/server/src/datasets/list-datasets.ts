import { HttpError } from '@trainyard/core';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import { type DatasetOverview, describeOverviews } from './dataset-overviews.ts';
import { type DatasetRow, selectDatasets } from './dataset-row.ts';

/** One page of datasets and where the next one begins. */
export interface DatasetPage {
  readonly datasets: DatasetOverview[];
  /** Null on the last page. */
  readonly next_cursor: string | null;
}

/**
 * The datasets of an account, newest first; all of them without a limit. Pages stay right while datasets are
 * made and deleted in between. Throws a 400 for a cursor that no page gave.
 */
export async function listDatasets(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  accountId: string,
  page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<DatasetPage> {
  let query = selectDatasets(db, clock.now())
    .where('datasets.account_id', '=', accountId)
    .orderBy('datasets.created_at', 'desc')
    .orderBy('datasets.id', 'desc');
  if (page.cursor !== undefined) {
    const { createdAt, id } = parseCursor(page.cursor);
    query = query.where((eb) =>
      eb(eb.refTuple('datasets.created_at', 'datasets.id'), '<', eb.tuple(eb.val(createdAt), eb.val(id))),
    );
  }
  if (page.limit !== undefined) query = query.limit(page.limit + 1);
  const rows: DatasetRow[] = (await query.execute()).map((row) => ({
    ...row,
    outstanding: Boolean(row.outstanding),
  }));
  const shown = page.limit === undefined ? rows : rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = last !== undefined && rows.length > shown.length;
  return { datasets: await describeOverviews(db, shown), next_cursor: more ? cursorAfter(last) : null };
}

function cursorAfter(row: DatasetRow): string {
  return Buffer.from(`${row.created_at} ${row.id}`).toString('base64url');
}

function parseCursor(cursor: string): { createdAt: number; id: string } {
  const match = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new HttpError(400, '`cursor` is not one that a page of this list has given as `next_cursor`.');
  }
  return { createdAt: Number(match[1]), id: match[2] };
}
