import { Readable } from 'node:stream';
import { ApiError } from '@trainyard/core';
import type { Transaction } from 'kysely';
import { commitFiles, type StoredFile } from '../datasets/commit-files.ts';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { tellDatasetWebhooks } from '../datasets/tell-dataset-webhooks.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { newId } from '../db/new-id.ts';
import type { Database } from '../db/tables.ts';
import { datasetFileKey } from '../storage/object-key.ts';

/** A caption file that is to be written. */
export interface Caption {
  readonly filename: string;
  readonly text: string;
  readonly bytes: Buffer;
}

/** The most that one caption may have, in bytes. */
export const maxCaptionBytes = 65_536;
/** How long the captions of a server that died keep counting as uploads. */
const uploadTtlMs = 60_000;
const writers = 8;

/** A caption as it will be stored: lone surrogates become U+FFFD. */
export function toCaption(filename: string, text: string): Caption {
  const bytes = Buffer.from(text, 'utf8');
  return { filename, text: bytes.toString('utf8'), bytes };
}

/**
 * Stores captions and makes them files of a dataset as one new revision. `choose` is asked in the transaction that
 * does so, and may write more in it: of what it leaves out nothing stays. Each is announced before its bytes are
 * stored, so that what a crash leaves behind is found and reclaimed. Throws as `commitFiles` does, and 50002 where
 * the storage does not take them: then none was written.
 */
export async function storeCaptions(
  options: DatasetOptions,
  datasetId: string,
  captions: readonly Caption[],
  choose?: (transaction: Transaction<Database>) => Promise<ReadonlySet<string>>,
): Promise<void> {
  const { db, clock } = options;
  const planned = captions.map((caption) => {
    const id = newId();
    return { ...caption, id, key: datasetFileKey(datasetId, id) };
  });
  const now = clock.now();
  if (planned.length > 0)
    await db.query
      .insertInto('uploads')
      .values(
        planned.map(({ id, filename, bytes }) => ({
          id,
          dataset_id: datasetId,
          filename,
          size_bytes: bytes.length,
          method: 'direct' as const,
          created_at: now,
          expires_at: now + uploadTtlMs,
          used_at: null,
        })),
      )
      .execute();
  try {
    const files = await putAll(options, planned);
    const dropped = await inTransaction(db, async (transaction) => {
      const chosen = await choose?.(transaction);
      const wanted = chosen === undefined ? files : files.filter(({ filename }) => chosen.has(filename));
      if (wanted.length > 0) {
        await commitFiles(transaction, db.dialect, datasetId, wanted, clock.now());
        // Nothing is looked into afterwards that could tell: these may be what the dataset was waiting for. One that
        // a model captions was ready before, and would be so again with every few captions.
        if (choose === undefined) await tellDatasetWebhooks(transaction, datasetId, clock.now());
      }
      return files.filter((file) => !wanted.includes(file));
    });
    if (dropped.length > 0) await abandon(options, dropped);
    options.notifyReclaim();
  } catch (error) {
    await abandon(options, planned);
    throw error;
  }
}

async function putAll(
  { store }: DatasetOptions,
  planned: readonly (Caption & Pick<StoredFile, 'id' | 'key'>)[],
): Promise<StoredFile[]> {
  const waiting = [...planned];
  const files: StoredFile[] = [];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { id, key, filename, text, bytes } = next;
      const limits = { maxBytes: maxCaptionBytes, exactBytes: bytes.length };
      const info = await store.put(key, Readable.from([bytes]), limits);
      files.push({ ...info, id, key, filename, captionText: text });
    }
  };
  const results = await Promise.allSettled(Array.from({ length: writers }, work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    throw new ApiError(50002, 'The captions could not be written to the storage of this server.', {
      cause: failed.reason,
    });
  }
  return files;
}

/** Where even this fails, the rows expire and the sweep finds the objects by them. */
async function abandon(
  { db, clock, logger, notifyReclaim }: DatasetOptions,
  planned: readonly Pick<StoredFile, 'id' | 'key'>[],
): Promise<void> {
  try {
    await db.query.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('uploads')
        .where(
          'id',
          'in',
          planned.map(({ id }) => id),
        )
        .execute();
      await transaction
        .insertInto('object_garbage')
        .values(planned.map(({ key }) => ({ object_key: key, created_at: clock.now() })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
    notifyReclaim();
  } catch (error) {
    logger.warn({ err: error }, 'captions that failed could not be cleared away at once');
  }
}
