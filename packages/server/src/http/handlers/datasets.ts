import type { datasetRoutes } from '@trainyard/core';
import type { DatasetService } from '../../datasets/dataset-service.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { discardingRest } from '../discard-rest.ts';
import type { Handlers } from '../handler.ts';
import { serveObject } from '../serve-object.ts';

/** Handlers of the dataset routes. */
export function createDatasetHandlers({
  datasets,
  store,
}: {
  readonly datasets: DatasetService;
  readonly store: ObjectStore;
}): Handlers<keyof typeof datasetRoutes> {
  return {
    createDataset: ({ account, body, objectId }) => datasets.create(account.id, body.name, objectId),
    listDatasets: ({ account, query }) => datasets.list(account.id, query),
    getDatasetStatus: ({ account, params }) => datasets.status(account.id, params.dataset_id),
    uploadDatasetFile: ({ account, params, raw }) =>
      discardingRest(raw, () => datasets.upload(account.id, params.dataset_id, raw)),
    getUploadEndpoint: async ({ account, params, body }) => ({
      uploads: await datasets.signUploads(account.id, params.dataset_id, body.filenameToByteSize),
    }),
    deleteDataset: ({ account, params }) => datasets.delete(account.id, params.dataset_id),
    getDatasetFile: async ({ account, params, raw }) =>
      serveObject(store, await datasets.findFile(account.id, params.dataset_id, params.filename), raw),
    deleteDatasetFile: ({ account, params }) =>
      datasets.deleteFile(account.id, params.dataset_id, params.filename),
  };
}
