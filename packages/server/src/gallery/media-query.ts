import { type ExpressionBuilder, sql } from 'kysely';
import { foldCase } from '../datasets/fold-case.ts';
import type { Db } from '../db/open.ts';
import type { Database } from '../db/tables.ts';

type Eb = ExpressionBuilder<Database & { item: Database['dataset_files'] }, 'item'>;

/** What a page of a gallery may be narrowed to. */
export interface ItemFilter {
  readonly filter?: 'all' | 'uncaptioned' | 'images' | 'videos' | undefined;
  readonly search?: string | undefined;
}

/** The pictures and videos that a dataset has now. */
export function selectMedia({ query }: Pick<Db, 'query'>, datasetId: string) {
  return query
    .selectFrom('dataset_files as item')
    .where('item.dataset_id', '=', datasetId)
    .where('item.removed_revision', 'is', null)
    .where('item.kind', '<>', 'caption');
}

/** The condition that an item has no caption, or only such as hold nothing. */
export function isUncaptioned(eb: Eb) {
  return eb.not(
    eb.exists(
      captionsOf(eb).where((or) => or.or([or('caption.blank', 'is', null), or('caption.blank', '=', 0)])),
    ),
  );
}

/** The condition that an item has a caption file, whatever is in it. */
export function hasCaptionFile(eb: Eb) {
  return eb.exists(captionsOf(eb));
}

/** The condition that filter and search let an item through; `completeSearchTexts` comes before a search. */
export function matches(eb: Eb, { filter, search }: ItemFilter) {
  const conditions = [];
  if (filter === 'uncaptioned') conditions.push(isUncaptioned(eb));
  if (filter === 'images') conditions.push(eb('item.kind', '=', 'image'));
  if (filter === 'videos') conditions.push(eb('item.kind', '=', 'video'));
  if (search !== undefined && search !== '') {
    const caption = captionsOf(eb).where(() => contains(sql.ref('caption.search_text'), search));
    conditions.push(eb.or([contains(sql.ref('item.search_text'), search), eb.exists(caption)]));
  }
  return eb.and(conditions);
}

function captionsOf(eb: Eb) {
  return eb
    .selectFrom('dataset_files as caption')
    .select(sql.lit(1).as('one'))
    .whereRef('caption.dataset_id', '=', 'item.dataset_id')
    .where('caption.removed_revision', 'is', null)
    .whereRef('caption.stem', '=', 'item.stem')
    .where('caption.kind', '=', 'caption');
}

function contains(column: ReturnType<typeof sql.ref>, typed: string) {
  // PostgreSQL takes no NUL in a text.
  const text = foldCase(typed.replaceAll('\0', '\ufffd'));
  return sql<boolean>`${column} like ${`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
}
