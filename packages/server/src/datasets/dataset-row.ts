import { ApiError, datasetStatus } from '@trainyard/core';
import type { Selectable, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { DatasetsTable } from '../db/dataset-tables.ts';
import type { Db } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { isUuid } from '../uuid.ts';

/** A dataset as it stands in the database, with what its status needs besides. */
export type DatasetRow = Selectable<DatasetsTable> & {
  /** Whether bytes are arriving or a signed URL may still be used. */
  readonly outstanding: boolean;
};

/**
 * The dataset of this id and account. Throws 40001 where the id is no UUID, and 40401 alike for a dataset
 * that never was, was deleted, or belongs to somebody else.
 */
export async function findDataset(
  db: Pick<Db, 'query'>,
  accountId: string,
  datasetId: string,
  nowMs: number,
): Promise<DatasetRow> {
  const id = datasetId.toLowerCase();
  if (!isUuid(id)) {
    throw new ApiError(40001, `${JSON.stringify(datasetId)} is not a dataset id: it is not a UUID.`);
  }
  const row = await selectDatasets(db, nowMs)
    .where('datasets.id', '=', id)
    .where('datasets.account_id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) throw datasetNotFound(id);
  return { ...row, outstanding: Boolean(row.outstanding) };
}

/** The one answer for every dataset that the account cannot see. */
export function datasetNotFound(datasetId: string): ApiError {
  return new ApiError(40401, `There is no dataset with the id ${datasetId}.`);
}

/** Datasets that are not deleted, with everything that `DatasetRow` holds; `outstanding` is 0 or 1, or a boolean. */
export function selectDatasets(
  db: Pick<Db, 'query'>,
  nowMs: number,
): SelectQueryBuilder<
  Database,
  'datasets',
  Selectable<DatasetsTable> & { outstanding: boolean | number | string }
> {
  return db.query
    .selectFrom('datasets')
    .selectAll('datasets')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('uploads')
            .select(sql.lit(1).as('one'))
            .whereRef('uploads.dataset_id', '=', 'datasets.id')
            .where('uploads.used_at', 'is', null)
            .where('uploads.expires_at', '>', nowMs),
        )
        .as('outstanding'),
    )
    .where('datasets.deleted_at', 'is', null);
}

/** The status of a dataset, derived from its row. */
export function statusOf(row: DatasetRow): ReturnType<typeof datasetStatus> {
  return datasetStatus({
    failed: row.error_code !== null,
    files: row.file_count,
    unvalidated: row.unvalidated_count,
    outstanding: row.outstanding ? 1 : 0,
  });
}
