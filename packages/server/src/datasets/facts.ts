import {
  type DatasetFacts,
  datasetNameProblem,
  type Facts,
  type FileReference,
  type FileSample,
  fileKey,
  fileNameProblem,
  type PairingFacts,
  type PairingReference,
  pairingKey,
  type Range,
  type References,
} from '@trainyard/core';
import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { Database } from '../db/tables.ts';
import { type DatasetRow, selectDatasets, statusOf } from './dataset-row.ts';

const examplesShown = 10;

/** What the trainer tries, in this order and this spelling, to find the partner of an image (dataloader_mixins.py:71). */
const controlExtensions = ['.jpg', '.jpeg', '.png', '.webp'] as const;

/**
 * What preflight needs to know of the datasets that a config names: sums that the database makes, so that a
 * dataset of ten thousand files costs no more to look up than it must. Names that do not exist are left out.
 */
export async function loadDatasetFacts(
  db: Pick<Db, 'query'>,
  accountId: string,
  references: References,
  nowMs: number = Date.now(),
): Promise<Pick<Facts, 'datasets' | 'pairings' | 'files'>> {
  const rows = await findByName(db, accountId, references, nowMs);
  // Gathered in maps, because `__proto__` is a name that a dataset can have.
  const datasets = new Map<string, DatasetFacts>();
  for (const name of references.datasets) {
    const row = rows.get(name);
    if (row !== undefined) datasets.set(name, await factsOf(db, row));
  }
  const pairings = new Map<string, PairingFacts>();
  for (const reference of references.pairings) {
    const facts = await pairingOf(db, rows, reference);
    if (facts !== null) pairings.set(pairingKey(reference), facts);
  }
  const files = new Map<string, boolean>();
  for (const reference of references.files) {
    const exists = await fileExists(db, rows, reference);
    if (exists !== null) files.set(fileKey(reference), exists);
  }
  return {
    datasets: Object.fromEntries(datasets),
    pairings: Object.fromEntries(pairings),
    files: Object.fromEntries(files),
  };
}

async function findByName(
  db: Pick<Db, 'query'>,
  accountId: string,
  references: References,
  nowMs: number,
): Promise<Map<string, DatasetRow>> {
  const names = new Set([
    ...references.datasets,
    ...references.pairings.flatMap(({ dataset, controls }) => [dataset, ...controls]),
    ...references.files.map(({ dataset }) => dataset),
  ]);
  // What can be no name is not looked for: PostgreSQL takes no NUL in a text.
  for (const name of names) if (datasetNameProblem(name) !== null) names.delete(name);
  if (names.size === 0) return new Map();
  const rows = await selectDatasets(db, nowMs)
    .where('datasets.account_id', '=', accountId)
    .where('datasets.name', 'in', [...names])
    .execute();
  return new Map(rows.map((row) => [row.name, { ...row, outstanding: Boolean(row.outstanding) }]));
}

async function factsOf(db: Pick<Db, 'query'>, dataset: DatasetRow): Promise<DatasetFacts> {
  const longSide = sql<number>`case when width > height then width else height end`;
  const sums = await currentFiles(db, dataset)
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('kind', '=', 'image').as('images'),
      eb.fn.countAll<number>().filterWhere('kind', '=', 'video').as('videos'),
      eb.fn.min('frames').as('minFrames'),
      eb.fn.max('frames').as('maxFrames'),
      eb.fn.min('duration_seconds').as('minDuration'),
      eb.fn.max('duration_seconds').as('maxDuration'),
      sql<number | null>`min(${longSide})`.as('minSide'),
      sql<number | null>`max(${longSide})`.as('maxSide'),
    ])
    .executeTakeFirstOrThrow();
  const extensions = await currentFiles(db, dataset)
    .select(captionExtension.as('extension'))
    .distinct()
    .where('kind', '=', 'caption')
    .orderBy('extension')
    .execute();
  const uncaptioned: Record<string, FileSample> = {};
  for (const { extension } of extensions)
    uncaptioned[extension] = await uncaptionedBy(db, dataset, extension);
  return {
    status: statusOf(dataset),
    error: dataset.error_message,
    images: Number(sums.images),
    videos: Number(sums.videos),
    uncaptioned,
    frames: rangeOf(sums.minFrames, sums.maxFrames),
    durationSeconds: rangeOf(sums.minDuration, sums.maxDuration),
    longSidePx: rangeOf(sums.minSide, sums.maxSide),
  };
}

/** As the name has it, in upper or lower case: the trainer looks for one exact spelling. */
const captionExtension = sql<string>`substr(filename, length(stem) + 1)`;

function currentFiles(db: Pick<Db, 'query'>, dataset: DatasetRow) {
  return db.query
    .selectFrom('dataset_files')
    .where('dataset_files.dataset_id', '=', dataset.id)
    .where('dataset_files.removed_revision', 'is', null);
}

function uncaptionedBy(db: Pick<Db, 'query'>, dataset: DatasetRow, extension: string): Promise<FileSample> {
  return sampleOf(
    currentFiles(db, dataset)
      .select('dataset_files.filename')
      .where('dataset_files.kind', '<>', 'caption')
      .where((eb) => eb.not(hasPartner(eb, dataset.id, [extension]))),
  );
}

/** Whether a dataset has a file of the same stem with one of the extensions, spelled exactly so. */
function hasPartner(
  eb: ExpressionBuilder<Database, 'dataset_files'>,
  datasetId: string,
  extensions: readonly string[],
) {
  return eb.exists(
    eb
      .selectFrom('dataset_files as partner')
      .select(sql.lit(1).as('one'))
      .where('partner.dataset_id', '=', datasetId)
      .where('partner.removed_revision', 'is', null)
      .where(
        'partner.filename',
        'in',
        extensions.map((extension) => sql<string>`dataset_files.stem || ${extension}`),
      ),
  );
}

async function pairingOf(
  db: Pick<Db, 'query'>,
  rows: ReadonlyMap<string, DatasetRow>,
  { dataset, controls }: PairingReference,
): Promise<PairingFacts | null> {
  const row = rows.get(dataset);
  const controlRows = controls.map((name) => rows.get(name));
  if (row === undefined || controlRows.some((control) => control === undefined)) return null;
  const ids = controlRows.flatMap((control) => control?.id ?? []);
  const images = currentFiles(db, row)
    .select('dataset_files.filename')
    .where('dataset_files.kind', '=', 'image');
  const partners = (eb: ExpressionBuilder<Database, 'dataset_files'>) => {
    const counts = ids.map((id) => sql`case when ${hasPartner(eb, id, controlExtensions)} then 1 else 0 end`);
    return sql<number>`(${sql.join([sql.lit(0), ...counts], sql` + `)})`;
  };
  return {
    missing: await sampleOf(images.where((eb) => eb(partners(eb), '=', 0))),
    several: await sampleOf(images.where((eb) => eb(partners(eb), '>', 1))),
  };
}

async function fileExists(
  db: Pick<Db, 'query'>,
  rows: ReadonlyMap<string, DatasetRow>,
  { dataset, filename }: FileReference,
): Promise<boolean | null> {
  const row = rows.get(dataset);
  if (row === undefined) return null;
  if (fileNameProblem(filename) !== null) return false;
  const found = await currentFiles(db, row)
    .select('dataset_files.id')
    .where('dataset_files.filename', '=', filename)
    .executeTakeFirst();
  return found !== undefined;
}

/** How many files a query finds, and the first few of their names. */
async function sampleOf(
  files: SelectQueryBuilder<Database, 'dataset_files', { filename: string }>,
): Promise<FileSample> {
  const { count } = await files
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const names = await files.orderBy('dataset_files.filename').limit(examplesShown).execute();
  return { count: Number(count), examples: names.map(({ filename }) => filename) };
}

function rangeOf(min: number | null, max: number | null): Range | null {
  return min === null || max === null ? null : { min: Number(min), max: Number(max) };
}
