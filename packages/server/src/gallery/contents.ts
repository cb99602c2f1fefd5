import type { CallAnswer, galleryRoutes } from '@trainyard/core';
import { sql } from 'kysely';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { findDataset, statusOf } from '../datasets/dataset-row.ts';
import { loadDatasetFacts } from '../datasets/facts.ts';
import { hasCaptionFile, isUncaptioned, selectMedia } from './media-query.ts';

type Options = Pick<DatasetOptions, 'db' | 'clock'>;

/** What is in a dataset, as the API answers it. */
export type DatasetContents = CallAnswer<typeof galleryRoutes.getDatasetFacts>;

const dimensionsShown = 1000;
const valuesShown = 500;

/**
 * Counts and distributions over the files of a dataset, made by the database. `controls` names datasets with
 * control images, separated by commas. Throws 40001 and 40401.
 */
export async function describeContents(
  { db, clock }: Options,
  accountId: string,
  datasetId: string,
  query: { readonly controls?: string | undefined },
): Promise<DatasetContents> {
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const media = () => selectMedia(db, dataset.id);
  const { without, missing } = await media()
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere(isUncaptioned(eb)).as('without'),
      eb.fn
        .countAll<number>()
        .filterWhere(eb.not(hasCaptionFile(eb)))
        .as('missing'),
    ])
    .executeTakeFirstOrThrow();
  const dimensions = await media()
    .select(['item.kind', 'item.width', 'item.height'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('item.width', 'is not', null)
    .groupBy(['item.kind', 'item.width', 'item.height'])
    .orderBy('count', 'desc')
    .orderBy('item.width')
    .orderBy('item.height')
    .limit(dimensionsShown)
    .execute();
  const distribution = async (value: ReturnType<typeof sql<number>>, unit: number) => {
    const rows = await media()
      .select(value.as('value'))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('item.kind', '=', 'video')
      .where(() => sql<boolean>`${value} is not null`)
      .groupBy('value')
      .orderBy('count', 'desc')
      .limit(valuesShown)
      .execute();
    return rows
      .map((row) => ({ value: Number(row.value) / unit, count: Number(row.count) }))
      .sort((a, b) => a.value - b.value);
  };
  const shown = dimensions.reduce((sum, { count }) => sum + Number(count), 0);
  return {
    status: statusOf(dataset),
    images: dataset.image_count,
    videos: dataset.video_count,
    captions: dataset.file_count - dataset.image_count - dataset.video_count,
    total_bytes: dataset.total_bytes,
    unvalidated: dataset.unvalidated_count,
    uncaptioned: { missing: Number(missing), empty: Number(without) - Number(missing) },
    dimensions: dimensions.map(({ kind, width, height, count }) => ({
      kind: kind === 'video' ? 'video' : 'image',
      width: width ?? 0,
      height: height ?? 0,
      count: Number(count),
    })),
    other_dimensions: dataset.image_count + dataset.video_count - shown,
    frames: await distribution(sql<number>`item.frames`, 1),
    fps: await distribution(sql<number>`cast(round(item.frame_rate * 100) as integer)`, 100),
    duration_seconds: await distribution(sql<number>`cast(round(item.duration_seconds * 10) as integer)`, 10),
    controls: await pairsWith(db, accountId, dataset.name, query.controls, clock.now()),
  };
}

async function pairsWith(
  db: Options['db'],
  accountId: string,
  dataset: string,
  controls: string | undefined,
  nowMs: number,
): Promise<DatasetContents['controls']> {
  const names = (controls ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) return null;
  const pairings = [{ dataset, controls: names }];
  const facts = await loadDatasetFacts(db, accountId, { datasets: [], pairings, files: [] }, nowMs);
  const [found] = Object.values(facts.pairings);
  if (found === undefined) return null;
  const copy = ({ count, examples }: typeof found.missing) => ({ count, examples: [...examples] });
  return { missing: copy(found.missing), several: copy(found.several) };
}
