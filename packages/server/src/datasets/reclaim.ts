import { sql, type Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { datasetFileKey, parseObjectKey } from '../storage/object-key.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { lockDataset } from './lock-dataset.ts';

/** What one sweep did. */
export interface Reclaimed {
  readonly objects: number;
}

interface ReclaimOptions {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: DatasetOptions['logger'];
}

const filesPerTransaction = 500;
const objectsPerRound = 500;

/**
 * Gives storage back: objects of file versions that were replaced or deleted and that no run has pinned, of
 * uploads that died, and whatever else is in `object_garbage`. In two steps, so that it can stop anywhere:
 * first, in one transaction, a version's row goes and its key becomes garbage; then the object, then the key.
 */
export async function reclaim(options: ReclaimOptions): Promise<Reclaimed> {
  await options.store.sweep();
  await expireUploads(options);
  for (const datasetId of await datasetsWithRemovedFiles(options.db)) await releaseFiles(options, datasetId);
  await removeEmptyDatasets(options.db);
  return { objects: await deleteGarbage(options) };
}

async function datasetsWithRemovedFiles({ query }: Db): Promise<string[]> {
  const replaced = await query
    .selectFrom('dataset_files')
    .select('dataset_id as id')
    .distinct()
    .where('removed_revision', 'is not', null)
    .execute();
  const deleted = await query
    .selectFrom('datasets')
    .select('id')
    .where('deleted_at', 'is not', null)
    // Rows of datasets that runs have read stay for ever, and have long been swept.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('dataset_files')
          .select(sql.lit(1).as('one'))
          .whereRef('dataset_files.dataset_id', '=', 'datasets.id'),
      ),
    )
    .execute();
  return [...new Set([...replaced, ...deleted].map(({ id }) => id))];
}

async function releaseFiles({ db, clock }: ReclaimOptions, datasetId: string): Promise<void> {
  for (let released = filesPerTransaction; released === filesPerTransaction; ) {
    released = await db.query.transaction().execute(async (transaction) => {
      const dataset = await lockDataset(transaction, db.dialect, datasetId);
      if (dataset === undefined) return 0;
      const files = await unpinnedFiles(transaction, datasetId, dataset.deleted_at !== null);
      if (files.length === 0) return 0;
      await transaction
        .insertInto('object_garbage')
        .values(files.map((file) => ({ object_key: file.object_key, created_at: clock.now() })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction
        .deleteFrom('dataset_files')
        .where(
          'id',
          'in',
          files.map((file) => file.id),
        )
        .execute();
      return files.length;
    });
  }
}

/** Versions that are in no revision which a run still reads; of a deleted dataset the current ones too. */
function unpinnedFiles(transaction: Transaction<Database>, datasetId: string, deleted: boolean) {
  return transaction
    .selectFrom('dataset_files as file')
    .select(['file.id', 'file.object_key'])
    .where('file.dataset_id', '=', datasetId)
    .$if(!deleted, (query) => query.where('file.removed_revision', 'is not', null))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('run_datasets as pin')
            .select(sql.lit(1).as('one'))
            .whereRef('pin.dataset_id', '=', 'file.dataset_id')
            .where('pin.released_at', 'is', null)
            .whereRef('pin.revision', '>=', 'file.added_revision')
            .where((or) =>
              or.or([
                or('file.removed_revision', 'is', null),
                or('pin.revision', '<', or.ref('file.removed_revision')),
              ]),
            ),
        ),
      ),
    )
    .limit(filesPerTransaction)
    .execute();
}

/** Uploads that nobody refreshes any more: a signed URL has no object, a direct upload may have left one. */
async function expireUploads({ db, clock }: ReclaimOptions): Promise<void> {
  const now = clock.now();
  await db.query
    .deleteFrom('uploads')
    .where('method', '=', 'signed')
    .where('expires_at', '<=', now)
    .execute();
  await db.query.transaction().execute(async (transaction) => {
    const dead = await transaction
      .deleteFrom('uploads')
      .where('method', '=', 'direct')
      .where('expires_at', '<=', now)
      .returning(['id', 'dataset_id'])
      .execute();
    for (const { id, dataset_id } of dead) {
      await transaction
        .insertInto('object_garbage')
        .values({ object_key: datasetFileKey(dataset_id, id), created_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/** The row of a deleted dataset goes when nothing refers to it any more. */
async function removeEmptyDatasets({ query }: Db): Promise<void> {
  const gone = query.selectFrom('datasets').select('id').where('deleted_at', 'is not', null);
  await query.deleteFrom('uploads').where('method', '=', 'signed').where('dataset_id', 'in', gone).execute();
  await query
    .deleteFrom('datasets')
    .where('deleted_at', 'is not', null)
    .where((eb) => {
      const used = (table: 'dataset_files' | 'uploads' | 'run_datasets') =>
        eb.exists(
          eb
            .selectFrom(table)
            .select(sql.lit(1).as('one'))
            .whereRef(`${table}.dataset_id`, '=', 'datasets.id'),
        );
      return eb.not(eb.or([used('dataset_files'), used('uploads'), used('run_datasets')]));
    })
    .execute();
}

async function deleteGarbage({ db, store, logger }: ReclaimOptions): Promise<number> {
  let deleted = 0;
  let after = '';
  for (;;) {
    const keys = await db.query
      .selectFrom('object_garbage')
      .select('object_key')
      .where('object_key', '>', after)
      .orderBy('object_key')
      .limit(objectsPerRound)
      .execute();
    const gone: string[] = [];
    for (const { object_key } of keys) {
      try {
        await store.delete(parseObjectKey(object_key));
        gone.push(object_key);
      } catch (error) {
        logger.warn(
          { err: error, key: object_key },
          'an object could not be deleted; it is tried again later',
        );
      }
    }
    if (gone.length > 0) {
      await db.query.deleteFrom('object_garbage').where('object_key', 'in', gone).execute();
    }
    deleted += gone.length;
    const last = keys.at(-1);
    if (last === undefined || keys.length < objectsPerRound) return deleted;
    after = last.object_key;
  }
}
