import type { datasetOverviewSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { Db } from '../db/open.ts';
import type { DatasetRow } from './dataset-row.ts';
import { describeDataset } from './describe.ts';
import { thumbnailPath } from './file-paths.ts';

/** A dataset as a list shows it. */
export type DatasetOverview = z.infer<typeof datasetOverviewSchema>;

const thumbnailsShown = 4;
const datasetsPerQuery = 50;

/** What a list shows of datasets: their sums, and the first pictures of each by name. */
export async function describeOverviews(
  db: Pick<Db, 'query'>,
  rows: readonly DatasetRow[],
): Promise<DatasetOverview[]> {
  const urls = await firstThumbnails(
    db,
    rows.filter((row) => row.image_count > 0).map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...describeDataset(row),
    images: row.image_count,
    videos: row.video_count,
    captions: row.file_count - row.image_count - row.video_count,
    thumbnail_urls: urls.get(row.id) ?? [],
  }));
}

async function firstThumbnails(
  { query }: Pick<Db, 'query'>,
  datasetIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const urls = new Map<string, string[]>();
  for (let from = 0; from < datasetIds.length; from += datasetsPerQuery) {
    // One look into the index for each dataset, all in one statement.
    const [first, ...others] = datasetIds
      .slice(from, from + datasetsPerQuery)
      .map((id) =>
        query
          .selectFrom((eb) =>
            eb
              .selectFrom('dataset_files')
              .select(['dataset_id', 'filename', 'sha256'])
              .where('dataset_id', '=', id)
              .where('removed_revision', 'is', null)
              .where('kind', '=', 'image')
              .orderBy('filename')
              .limit(thumbnailsShown)
              .as('pictures'),
          )
          .selectAll('pictures'),
      );
    if (first === undefined) continue;
    const all = others.reduce((union, other) => union.unionAll(other), first);
    for (const { dataset_id, filename, sha256 } of await all.execute()) {
      const ofDataset = urls.get(dataset_id) ?? [];
      ofDataset.push(thumbnailPath(dataset_id, filename, sha256));
      urls.set(dataset_id, ofDataset);
    }
  }
  return urls;
}
