import { createHash } from 'node:crypto';
import { type CallAnswer, fileKindOf, fileNameProblem, findError, type galleryRoutes } from '@trainyard/core';
import { failedDataset } from '../datasets/commit-files.ts';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { findDataset } from '../datasets/dataset-row.ts';
import { type Caption, maxCaptionBytes, storeCaptions, toCaption } from './store-captions.ts';

type Outcome = CallAnswer<typeof galleryRoutes.putDatasetCaptions>['files'][number];

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
    const caption = toCaption(filename, text);
    const error = problemOf(filename, caption.bytes);
    if (error === null) good.push(caption);
    outcomes.set(filename, { filename, result: error === null ? 'unchanged' : 'refused', error });
  }
  const present = await presentHashes(options, dataset.id, good);
  const changed = good.filter(
    ({ filename, bytes }) => present.get(filename) !== createHash('sha256').update(bytes).digest('hex'),
  );
  if (changed.length > 0) await storeCaptions(options, dataset.id, changed);
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
