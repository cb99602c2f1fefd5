import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { type DatasetContents, describeContents } from './contents.ts';
import { deleteFiles } from './delete-files.ts';
import { type ItemsPage, type ItemsQuery, listItems } from './list-items.ts';
import { type OpenThumbnail, openThumbnail, type ThumbnailOptions } from './thumbnails.ts';
import { writeCaptions } from './write-captions.ts';

/** What people do with a dataset that they look at; each operation is described where it is written. */
export interface GalleryService {
  items(accountId: string, datasetId: string, query: ItemsQuery): Promise<ItemsPage>;
  thumbnail(
    accountId: string,
    datasetId: string,
    filename: string,
    request: { readonly sizePx: number; readonly signal: AbortSignal },
  ): Promise<OpenThumbnail>;
  writeCaptions(
    accountId: string,
    datasetId: string,
    captions: Readonly<Record<string, string>>,
  ): ReturnType<typeof writeCaptions>;
  deleteFiles(
    accountId: string,
    datasetId: string,
    filenames: readonly string[],
  ): ReturnType<typeof deleteFiles>;
  contents(
    accountId: string,
    datasetId: string,
    query: { readonly controls?: string | undefined },
  ): Promise<DatasetContents>;
}

/** Binds the operations to what they need. */
export function createGalleryService(options: DatasetOptions & ThumbnailOptions): GalleryService {
  return {
    items: (accountId, id, query) => listItems(options, accountId, id, query),
    thumbnail: (accountId, id, filename, request) => openThumbnail(options, accountId, id, filename, request),
    writeCaptions: (accountId, id, captions) => writeCaptions(options, accountId, id, captions),
    deleteFiles: (accountId, id, filenames) => deleteFiles(options, accountId, id, filenames),
    contents: (accountId, id, query) => describeContents(options, accountId, id, query),
  };
}
