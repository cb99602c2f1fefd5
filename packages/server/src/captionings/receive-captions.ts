import { type CaptionsAnswer, type CaptionsRequest, HttpError, stemOf } from '@trainyard/core';
import type { Transaction } from 'kysely';
import { lockDataset } from '../datasets/lock-dataset.ts';
import type { Database } from '../db/tables.ts';
import { type Caption, maxCaptionBytes, storeCaptions, toCaption } from '../gallery/store-captions.ts';
import { requireLease } from '../runs/announce-artifact.ts';
import { authenticateRun, fencedOff } from '../runs/authenticate-run.ts';
import type { CaptioningOptions } from './captioning-options.ts';

type Told = CaptionsRequest['files'][number];
type Result = CaptionsAnswer['files'][number]['result'];

interface Verdict {
  readonly filename: string;
  readonly result: Result;
  readonly message: string | null;
}

/** The captions of a file that are there now, and which of them the run did not know. */
interface Present {
  readonly hasMedia: boolean;
  readonly hasNewer: boolean;
}

/** Longest reason that is kept, in characters. */
const longestMessage = 1_000;

/**
 * Writes captions of a run into its dataset, and what became of each file, in one transaction. A file that was
 * handed over before keeps what became of it. A caption that is newer than what the run was given is somebody's
 * own, and is left alone. Throws 409 where the run is not held any more, and 404 or 422 where the dataset takes
 * no captions.
 */
export async function receiveCaptions(
  options: CaptioningOptions,
  runId: string,
  token: string,
  request: CaptionsRequest,
): Promise<CaptionsAnswer> {
  const { db, clock } = options;
  const run = await authenticateRun(db.query, runId, token);
  requireLease(run, request.fence);
  const pinned = await db.query
    .selectFrom('captionings')
    .innerJoin('run_datasets', 'run_datasets.dataset_id', 'captionings.dataset_id')
    .select(['run_datasets.dataset_id', 'run_datasets.revision'])
    .where('captionings.job_id', '=', run.job_id)
    .where('run_datasets.run_id', '=', run.id)
    .executeTakeFirst();
  if (pinned === undefined) throw new HttpError(422, 'This run captions nothing.');
  // Of a file that stands there twice the last word counts.
  const told = [...new Map(request.files.map((file) => [file.filename, file])).values()];
  const captions = told.flatMap(toCaptionFile);
  let verdicts: readonly Verdict[] = [];

  await storeCaptions(options, pinned.dataset_id, captions, async (transaction) => {
    const dataset = await lockDataset(transaction, db.dialect, pinned.dataset_id);
    if (dataset === undefined || dataset.deleted_at !== null) {
      throw new HttpError(422, 'The dataset was deleted while it was captioned.');
    }
    // Touches the run's row, so that a run that is being closed and its last captions wait for each other.
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({ fence: request.fence })
      .where('id', '=', run.id)
      .where('fence', '=', request.fence)
      .where('state', '<>', 'ended')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw fencedOff('The run is over.');
    const before = await verdictsBefore(transaction, run.job_id, told);
    const present = await presentFiles(transaction, pinned, told);
    const fresh = told.filter(({ filename }) => !before.has(filename));
    const judged = fresh.map((file) => judge(file, present(file.filename)));
    if (judged.length > 0) {
      await transaction
        .insertInto('caption_results')
        .values(judged.map((verdict) => ({ job_id: run.job_id, ...verdict })))
        .execute();
    }
    verdicts = told.flatMap(
      ({ filename }) => before.get(filename) ?? judged.find((each) => each.filename === filename) ?? [],
    );
    return new Set(
      judged.filter(({ result }) => result === 'saved').map(({ filename }) => captionName(filename)),
    );
  });
  options.signals.changed(run.job_id);
  options.logger.info(
    { runId: run.id, files: verdicts.length, at: clock.now() },
    'captions of a run were written',
  );
  return { files: verdicts.map(({ filename, result }) => ({ filename, result })) };
}

function captionName(filename: string): string {
  return `${stemOf(filename)}.txt`;
}

function toCaptionFile({ filename, text }: Told): Caption[] {
  if (text === null || text.trim() === '') return [];
  const caption = toCaption(captionName(filename), text.trim());
  return caption.bytes.length > maxCaptionBytes ? [] : [caption];
}

function judge(file: Told, present: Present): Verdict {
  const { filename } = file;
  const failed = (message: string): Verdict => ({
    filename,
    result: 'failed',
    // PostgreSQL's text holds no NUL.
    message: message.replaceAll('\0', '').slice(0, longestMessage),
  });
  if (file.error !== null || file.text === null) return failed(file.error ?? 'The model gave no caption.');
  if (file.text.trim() === '') return failed('The model gave an empty caption.');
  if (toCaptionFile(file).length === 0) {
    return failed(`Its caption is longer than ${maxCaptionBytes} bytes.`);
  }
  if (!present.hasMedia) return failed('The file was deleted while the dataset was captioned.');
  return { filename, result: present.hasNewer ? 'kept' : 'saved', message: null };
}

async function verdictsBefore(
  transaction: Transaction<Database>,
  jobId: string,
  told: readonly Told[],
): Promise<ReadonlyMap<string, Verdict>> {
  if (told.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('caption_results')
    .select(['filename', 'result', 'message'])
    .where('job_id', '=', jobId)
    .where(
      'filename',
      'in',
      told.map(({ filename }) => filename),
    )
    .execute();
  return new Map(rows.map((row) => [row.filename, row]));
}

async function presentFiles(
  transaction: Transaction<Database>,
  pinned: { readonly dataset_id: string; readonly revision: number },
  told: readonly Told[],
): Promise<(filename: string) => Present> {
  if (told.length === 0) return () => ({ hasMedia: false, hasNewer: false });
  const rows = await transaction
    .selectFrom('dataset_files')
    .select(['filename', 'stem', 'kind', 'added_revision'])
    .where('dataset_id', '=', pinned.dataset_id)
    .where(
      'stem',
      'in',
      told.map(({ filename }) => stemOf(filename)),
    )
    .where('removed_revision', 'is', null)
    .execute();
  return (filename) => ({
    hasMedia: rows.some((row) => row.kind !== 'caption' && row.filename === filename),
    hasNewer: rows.some(
      (row) =>
        row.kind === 'caption' && row.stem === stemOf(filename) && row.added_revision > pinned.revision,
    ),
  });
}
