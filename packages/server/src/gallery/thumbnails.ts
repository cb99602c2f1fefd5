import { fileKindOf, HttpError } from '@trainyard/core';
import { findFile } from '../datasets/dataset-files.ts';
import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { findDataset } from '../datasets/dataset-row.ts';
import { withLocalFile } from '../datasets/with-local-file.ts';
import type { ThumbnailCache } from '../media/thumbnail-cache.ts';
import { parseObjectKey } from '../storage/object-key.ts';

/** What thumbnails need. */
export interface ThumbnailOptions extends Pick<DatasetOptions, 'db' | 'clock' | 'store'> {
  readonly thumbnails: ThumbnailCache;
  /** Where a picture is put that the store does not have on this machine. */
  readonly tempFolder: string;
}

/** A thumbnail that can be sent. */
export interface OpenThumbnail {
  readonly path: string;
  readonly sizeBytes: number;
  /** Names these bytes and no others. */
  readonly etag: string;
  /** SHA-256 of the picture; null where it is not known. */
  readonly sha256: string | null;
}

/**
 * A picture of a dataset made small. Throws 40001, 40401, a 404 where there is no such file, and a 415 where it
 * is a video, a caption, or cannot be decoded.
 */
export async function openThumbnail(
  options: ThumbnailOptions,
  accountId: string,
  datasetId: string,
  filename: string,
  request: { readonly sizePx: number; readonly signal: AbortSignal },
): Promise<OpenThumbnail> {
  const { db, clock, store, tempFolder } = options;
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const file = await findFile(options, dataset, filename);
  const kind = fileKindOf(file.filename);
  const shown = JSON.stringify(file.filename);
  if (kind !== 'image') {
    throw new HttpError(415, `${shown} is a ${kind}: only pictures have thumbnails. Show the file itself.`);
  }
  const key = { datasetId: dataset.id, fileId: file.id, sizePx: request.sizePx };
  const thumbnail = await options.thumbnails
    .get(key, (use) => withLocalFile(store, parseObjectKey(file.object_key), tempFolder, use), request.signal)
    .catch((error: unknown) => {
      if (request.signal.aborted) throw new HttpError(499, 'The client went away.', { cause: error });
      throw error;
    });
  if ('undrawable' in thumbnail) {
    throw new HttpError(415, `${shown} ${thumbnail.undrawable}, so there is no thumbnail of it.`);
  }
  return { ...thumbnail, etag: `${file.sha256 ?? file.id}-${request.sizePx}`, sha256: file.sha256 };
}

/** Removes thumbnails of files and datasets that are gone, and what there is no room for. */
export async function sweepThumbnails({
  db,
  thumbnails,
}: Pick<ThumbnailOptions, 'db' | 'thumbnails'>): Promise<void> {
  await thumbnails.sweep(async (datasetId) => {
    const files = await db.query
      .selectFrom('dataset_files')
      .innerJoin('datasets', 'datasets.id', 'dataset_files.dataset_id')
      .select('dataset_files.id')
      .where('dataset_files.dataset_id', '=', datasetId)
      .where('dataset_files.removed_revision', 'is', null)
      .where('dataset_files.kind', '=', 'image')
      .where('datasets.deleted_at', 'is', null)
      .execute();
    return new Set(files.map(({ id }) => id));
  });
}
