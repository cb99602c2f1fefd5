import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  ApiError,
  type CallAnswer,
  fileKindOf,
  fileNameProblem,
  findError,
  type galleryRoutes,
} from '@trainyard/core';
import { commitFiles, failedDataset, type StoredFile } from '../datasets/commit-files.ts';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { findDataset } from '../datasets/dataset-row.ts';
import { tellDatasetWebhooks } from '../datasets/tell-dataset-webhooks.ts';
import { newId } from '../db/new-id.ts';
import { datasetFileKey } from '../storage/object-key.ts';

type Outcome = CallAnswer<typeof galleryRoutes.putDatasetCaptions>['files'][number];

interface Caption {
  readonly filename: string;
  readonly text: string;
  readonly bytes: Buffer;
}

/** The most that one caption may have, in bytes. */
const maxCaptionBytes = 65_536;
/** How long the captions of a server that died keep counting as uploads. */
const uploadTtlMs = 60_000;
const writers = 8;
const namesPerQuery = 500;

/**
 * Writes many caption files as one new revision; those that stand there already with the same text are left
 * alone. A bad name or a text that is too long refuses that caption alone. Throws 40001, 40401, 42204 where the
 * dataset FAILED, and 50002 where the storage does not take them: then none was written.
 */
export async function writeCaptions(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
  captions: Readonly<Record<string, string>>,
): Promise<{ files: Outcome[] }> {
  const { db, clock } = options;
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  if (dataset.error_code !== null) throw failedDataset(dataset);
  const outcomes = new Map<string, Outcome>();
  const good: Caption[] = [];
  for (const [filename, text] of Object.entries(captions)) {
    const bytes = Buffer.from(text, 'utf8');
    const error = problemOf(filename, bytes);
    if (error === null) good.push({ filename, text: bytes.toString('utf8'), bytes });
    outcomes.set(filename, { filename, result: error === null ? 'unchanged' : 'refused', error });
  }
  const present = await presentHashes(options, dataset.id, good);
  const changed = good.filter(
    ({ filename, bytes }) => present.get(filename) !== createHash('sha256').update(bytes).digest('hex'),
  );
  if (changed.length > 0) await store(options, dataset.id, changed);
  for (const { filename } of changed) outcomes.set(filename, { filename, result: 'saved', error: null });
  return { files: [...outcomes.values()] };
}

function problemOf(filename: string, bytes: Buffer): Outcome['error'] {
  const shown = JSON.stringify(filename.length <= 300 ? filename : `${filename.slice(0, 300)}…`);
  const problem = fileNameProblem(filename);
  if (problem !== null) return refusal(42202, `The file name ${shown} ${problem}.`);
  if (fileKindOf(filename) !== 'caption') {
    return refusal(42202, `The file name ${shown} is not a caption's: it ends neither in .txt nor in .json.`);
  }
  if (bytes.length <= maxCaptionBytes) return null;
  return refusal(
    42203,
    `${shown} has ${bytes.length} bytes, and a caption written by this call has at most ${maxCaptionBytes}.`,
  );
}

function refusal(code: 42202 | 42203, message: string): Outcome['error'] {
  return { code, name: findError(code).name, message };
}

async function presentHashes(
  { db }: DatasetOptions,
  datasetId: string,
  captions: readonly Caption[],
): Promise<ReadonlyMap<string, string | null>> {
  const present = new Map<string, string | null>();
  for (let from = 0; from < captions.length; from += namesPerQuery) {
    const names = captions.slice(from, from + namesPerQuery).map(({ filename }) => filename);
    const rows = await db.query
      .selectFrom('dataset_files')
      .select(['filename', 'sha256'])
      .where('dataset_id', '=', datasetId)
      .where('filename', 'in', names)
      .where('removed_revision', 'is', null)
      .execute();
    for (const { filename, sha256 } of rows) present.set(filename, sha256);
  }
  return present;
}

/** Each is announced before its bytes are stored, so that what a crash leaves behind is found and reclaimed. */
async function store(
  options: DatasetOptions,
  datasetId: string,
  captions: readonly Caption[],
): Promise<void> {
  const { db, clock } = options;
  const planned = captions.map((caption) => {
    const id = newId();
    return { ...caption, id, key: datasetFileKey(datasetId, id) };
  });
  const now = clock.now();
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
    await db.query.transaction().execute(async (transaction) => {
      await commitFiles(transaction, db.dialect, datasetId, files, clock.now());
      // Nothing is looked into afterwards that could tell: these may be what the dataset was waiting for.
      await tellDatasetWebhooks(transaction, datasetId, clock.now());
    });
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
