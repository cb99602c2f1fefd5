import type { Selectable, Transaction } from 'kysely';
import type { DatasetsTable } from '../db/dataset-tables.ts';
import type { Dialect } from '../db/open.ts';
import type { Database } from '../db/tables.ts';

/**
 * The dataset's row, locked until the transaction ends; undefined where it is gone. Whatever changes a
 * dataset's files, pins a revision or reclaims one locks the dataset first, so that these never interleave
 * and never wait for each other in a circle. SQLite runs one writing transaction at a time as it is.
 */
export function lockDataset(
  transaction: Transaction<Database>,
  dialect: Dialect,
  datasetId: string,
): Promise<Selectable<DatasetsTable> | undefined> {
  const query = transaction.selectFrom('datasets').selectAll().where('id', '=', datasetId);
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
}
