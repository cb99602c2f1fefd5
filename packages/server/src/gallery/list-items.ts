import { type datasetItemSchema, extensionOf, HttpError } from '@trainyard/core';
import type { z } from 'zod';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { type DatasetRow, findDataset } from '../datasets/dataset-row.ts';
import { filePath, thumbnailPath } from '../datasets/file-paths.ts';
import { storedCaptionLength } from '../media/stored-caption.ts';
import { readCaptionTexts } from './caption-texts.ts';
import { type ItemFilter, matches, selectMedia } from './media-query.ts';
import { completeSearchTexts } from './search-texts.ts';

type Options = Pick<DatasetOptions, 'db' | 'store' | 'clock'>;
type Item = z.input<typeof datasetItemSchema>;

/** Which items to list. */
export interface ItemsQuery extends ItemFilter {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** One page of a gallery. */
export interface ItemsPage {
  readonly items: Item[];
  /** Null on pages after the first. */
  readonly totals: {
    items: number;
    matching: number;
    images: number;
    videos: number;
    uncaptioned: number;
    total_bytes: number;
  } | null;
  readonly next_cursor: string | null;
}

const defaultLimit = 100;

/**
 * Pictures and videos of a dataset by file name, each with its caption. A cursor names the file after which to
 * go on, so pages stay right while files come and go. Throws 40001, 40401, and a 400 for a cursor of no page.
 */
export async function listItems(
  options: Options,
  accountId: string,
  datasetId: string,
  query: ItemsQuery,
): Promise<ItemsPage> {
  const { db, clock } = options;
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  const limit = query.limit ?? defaultLimit;
  if (query.search !== undefined && query.search !== '') await completeSearchTexts(options, dataset.id);
  const rows = await selectMedia(db, dataset.id)
    .select([
      'item.filename',
      'item.stem',
      'item.kind',
      'item.size_bytes',
      'item.sha256',
      'item.validated_at',
      'item.width',
      'item.height',
      'item.frames',
      'item.frame_rate',
      'item.duration_seconds',
    ])
    .where((eb) => matches(eb, query))
    .$if(after !== null, (page) => page.where('item.filename', '>', after ?? ''))
    .orderBy('item.filename')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const captions = await captionsOf(
    options,
    dataset.id,
    shown.map(({ stem }) => stem),
  );
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      filename: row.filename,
      kind: row.kind === 'video' ? 'video' : 'image',
      size_bytes: row.size_bytes,
      width: row.width,
      height: row.height,
      frames: row.frames,
      fps: row.frame_rate,
      duration_seconds: row.duration_seconds,
      sha256: row.sha256,
      caption: captions.get(row.stem) ?? null,
      file_url: filePath(dataset.id, row.filename),
      thumbnail_url:
        row.kind === 'video' || (row.validated_at !== null && row.width === null)
          ? null
          : thumbnailPath(dataset.id, row.filename, row.sha256),
    })),
    totals: after === null ? await totalsOf(options, dataset, query) : null,
    next_cursor: last === undefined ? null : formatCursor(last.filename),
  };
}

/** The caption of each stem: the trainer's usual `.txt` before others. */
async function captionsOf(
  options: Options,
  datasetId: string,
  stems: readonly string[],
): Promise<ReadonlyMap<string, Item['caption']>> {
  if (stems.length === 0) return new Map();
  const rows = await options.db.query
    .selectFrom('dataset_files')
    .select(['id', 'filename', 'stem', 'caption_text', 'size_bytes', 'object_key'])
    .where('dataset_id', '=', datasetId)
    .where('removed_revision', 'is', null)
    .where('stem', 'in', [...new Set(stems)])
    .where('kind', '=', 'caption')
    .orderBy('filename')
    .execute();
  const byStem = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const other = byStem.get(row.stem);
    if (other === undefined || rank(row.filename) < rank(other.filename)) byStem.set(row.stem, row);
  }
  const unread = [...byStem.values()].filter((row) => row.caption_text === null);
  const read = await readCaptionTexts(options, unread);
  return new Map(
    [...byStem].map(([stem, row]) => {
      const text = row.caption_text ?? read.get(row.id) ?? '';
      return [stem, { filename: row.filename, text, truncated: text.length >= storedCaptionLength }];
    }),
  );
}

/** `.txt` is what the trainer reads unless told otherwise; it is particular about the case. */
function rank(filename: string): number {
  if (filename.endsWith('.txt')) return 0;
  return extensionOf(filename) === '.txt' ? 1 : 2;
}

async function totalsOf(
  { db }: Options,
  dataset: DatasetRow,
  query: ItemsQuery,
): Promise<NonNullable<ItemsPage['totals']>> {
  const count = async (narrow: ItemFilter) => {
    const { count } = await selectMedia(db, dataset.id)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where((eb) => matches(eb, narrow))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  const items = dataset.image_count + dataset.video_count;
  const uncaptioned = await count({ filter: 'uncaptioned' });
  const isNarrow = (query.filter ?? 'all') !== 'all' || (query.search ?? '') !== '';
  return {
    items,
    matching: isNarrow ? await count(query) : items,
    images: dataset.image_count,
    videos: dataset.video_count,
    uncaptioned,
    total_bytes: dataset.total_bytes,
  };
}

function formatCursor(filename: string): string {
  return Buffer.from(`after ${filename}`).toString('base64url');
}

function parseCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (text.startsWith('after ') && !text.includes('\0')) return text.slice('after '.length);
  throw new HttpError(400, '`cursor` is not one that a page of this list has given as `next_cursor`.');
}
