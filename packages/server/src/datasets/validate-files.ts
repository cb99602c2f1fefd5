import type { Selectable } from 'kysely';
import type { Clock } from '../clock.ts';
import type { DatasetFilesTable } from '../db/dataset-tables.ts';
import type { Db } from '../db/open.ts';
import type { ValidatorPool } from '../media/validator-pool.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { recordVerdicts } from './record-verdicts.ts';
import { createVerdictWriter } from './verdict-writer.ts';
import { withLocalFile } from './with-local-file.ts';

/** Looks into every complete file, after its upload or after a restart. */
export interface Validation {
  /** There may be files to look into. Never throws. */
  notify(): void;
  /** Stops; resolves when nothing is under way any more. What was not finished is taken up at the next start. */
  close(): Promise<void>;
}

type WaitingFile = Pick<
  Selectable<DatasetFilesTable>,
  'id' | 'dataset_id' | 'filename' | 'kind' | 'object_key'
>;

const filesPerQuery = 200;
/** When files are met again that could not be read, or that another server left behind. */
const lookAgainMs = 5_000;

/** Starts looking into files, oldest first; those that were left from before too. */
export function createValidation(options: {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: DatasetOptions['logger'];
  readonly store: ObjectStore;
  /** Closed with this. */
  readonly pool: ValidatorPool;
  /** Where a file is put that the store does not have on this machine. */
  readonly tempFolder: string;
}): Validation {
  const { db, logger } = options;
  /** Fetched and not recorded yet. */
  const underWay = new Set<string>();
  const unreadableUntil = new Map<string, number>();
  const writer = createVerdictWriter((batch) => recordVerdicts(options, batch));
  let awaitingVerdicts = 0;
  let notified = false;
  let wake: () => void = () => {};
  let closed = false;

  const notify = () => {
    notified = true;
    wake();
  };

  const validate = async (file: WaitingFile) => {
    awaitingVerdicts++;
    const look = (path: string) => options.pool.validate({ path, kind: file.kind });
    const key = parseObjectKey(file.object_key);
    const verdict = await withLocalFile(options.store, key, options.tempFolder, look).finally(() => {
      awaitingVerdicts--;
    });
    const recorded = writer.add({
      id: file.id,
      datasetId: file.dataset_id,
      filename: file.filename,
      verdict,
    });
    if (awaitingVerdicts === 0) writer.flush();
    await recorded;
  };

  const begin = (file: WaitingFile) => {
    underWay.add(file.id);
    void validate(file)
      .catch((error: unknown) => {
        unreadableUntil.set(file.id, Date.now() + lookAgainMs);
        if (!closed) logger.warn({ err: error, fileId: file.id }, 'a file could not be validated for now');
      })
      .finally(() => {
        underWay.delete(file.id);
        wake();
      });
  };

  const fetchWaiting = async (): Promise<WaitingFile[]> => {
    const now = Date.now();
    for (const [id, until] of unreadableUntil) if (until <= now) unreadableUntil.delete(id);
    const passedOver = underWay.size + unreadableUntil.size;
    const files = await selectWaiting(db, filesPerQuery + passedOver);
    return files.filter(({ id }) => !underWay.has(id) && !unreadableUntil.has(id));
  };

  const run = async () => {
    while (!closed) {
      notified = false;
      let more = false;
      try {
        const files = await fetchWaiting();
        more = files.length >= filesPerQuery;
        if (!closed) for (const file of files) begin(file);
      } catch (error) {
        logger.warn({ err: error }, 'files to validate could not be looked up');
      }
      // Fetched again before the last ones are done, so that the processes are never idle in between.
      await sleepUntil(() => closed || ((notified || more) && underWay.size < filesPerQuery / 2));
    }
    while (underWay.size > 0) await sleepUntil(() => underWay.size === 0);
  };

  /** Returns when the condition holds, or after a while in any case. */
  const sleepUntil = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        wake = () => {};
        resolve();
      };
      const timer = setTimeout(done, lookAgainMs);
      wake = () => {
        if (condition()) done();
      };
      wake();
    });

  const running = run();

  return {
    notify,
    async close() {
      closed = true;
      wake();
      await options.pool.close();
      await running;
    },
  };
}

function selectWaiting(db: Db, limit: number): Promise<WaitingFile[]> {
  return db.query
    .selectFrom('dataset_files')
    .innerJoin('datasets', 'datasets.id', 'dataset_files.dataset_id')
    .select([
      'dataset_files.id',
      'dataset_files.dataset_id',
      'dataset_files.filename',
      'dataset_files.kind',
      'dataset_files.object_key',
    ])
    .where('dataset_files.validated_at', 'is', null)
    .where('dataset_files.removed_revision', 'is', null)
    .where('datasets.deleted_at', 'is', null)
    .orderBy('dataset_files.created_at')
    .limit(limit)
    .execute();
}
