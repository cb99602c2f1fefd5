import { sql, type Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { noFacts, type Verdict } from '../media/verdict.ts';
import { foldCase } from './fold-case.ts';
import { lockDataset } from './lock-dataset.ts';
import { tellDatasetWebhooks } from './tell-dataset-webhooks.ts';

/** A file version that was looked into, and what was found. */
export interface CheckedFile {
  readonly id: string;
  readonly datasetId: string;
  readonly filename: string;
  readonly verdict: Verdict;
}

const processingFailed = 50004;

/**
 * Writes down what was found out about files. The first broken one makes its dataset FAILED, unless it was
 * replaced or deleted meanwhile. A file whose verdict is already recorded is passed over.
 */
export async function recordVerdicts(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  files: readonly CheckedFile[],
): Promise<void> {
  for (const datasetId of new Set(files.map((file) => file.datasetId))) {
    const ofDataset = files.filter((file) => file.datasetId === datasetId);
    await db.query
      .transaction()
      .execute((transaction) => recordForDataset(transaction, db, datasetId, ofDataset, clock.now()));
  }
}

async function recordForDataset(
  transaction: Transaction<Database>,
  { dialect }: Db,
  datasetId: string,
  files: readonly CheckedFile[],
  nowMs: number,
): Promise<void> {
  const dataset = await lockDataset(transaction, dialect, datasetId);
  if (dataset === undefined) return;
  let validated = 0;
  let reason: string | null = null;
  for (const file of files) {
    if (!(await recordFile(transaction, file, nowMs))) continue;
    validated++;
    if (file.verdict.broken) reason ??= `${JSON.stringify(file.filename)} ${file.verdict.reason}.`;
  }
  if (validated === 0) return;
  await transaction
    .updateTable('datasets')
    .set({ unvalidated_count: sql`unvalidated_count - ${validated}`, updated_at: nowMs })
    .$if(reason !== null && dataset.error_code === null, (query) =>
      query.set({ error_code: processingFailed, error_message: reason }),
    )
    .where('id', '=', datasetId)
    .execute();
  if (dataset.error_code === null) await tellDatasetWebhooks(transaction, datasetId, nowMs);
}

/** Returns whether the file is current and had no verdict yet. */
async function recordFile(
  transaction: Transaction<Database>,
  { id, verdict }: CheckedFile,
  nowMs: number,
): Promise<boolean> {
  const facts = verdict.broken ? noFacts : verdict.facts;
  const row = await transaction
    .updateTable('dataset_files')
    .set({
      validated_at: nowMs,
      width: facts.width,
      height: facts.height,
      frames: facts.frames,
      frame_rate: facts.frameRate,
      duration_seconds: facts.durationSeconds,
      blank: facts.blank === null ? null : facts.blank ? 1 : 0,
      ...(facts.captionText !== null && {
        caption_text: facts.captionText,
        search_text: foldCase(facts.captionText),
      }),
    })
    .where('id', '=', id)
    .where('validated_at', 'is', null)
    .returning('removed_revision')
    .executeTakeFirst();
  return row !== undefined && row.removed_revision === null;
}
