import type { IncomingMessage } from 'node:http';
import type { Download } from '../http/serve-object.ts';
import type { LinkGrant } from '../storage/object-store.ts';
import { createDataset } from './create-dataset.ts';
import { deleteFile, findFileDownload } from './dataset-files.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { type DatasetWithFiles, readDatasetStatus } from './dataset-status.ts';
import { deleteDataset } from './delete-dataset.ts';
import type { DatasetAnswer, FileAnswer } from './describe.ts';
import { uploadDirectly } from './direct-upload.ts';
import { type DatasetPage, listDatasets } from './list-datasets.ts';
import { receiveSignedUpload } from './receive-signed-upload.ts';
import { createSignedUploads, type UploadEndpoint } from './signed-uploads.ts';

/** Every operation on datasets that a client can ask for; each is described where it is written. */
export interface DatasetService {
  create(accountId: string, name: unknown, id?: string | null): Promise<DatasetAnswer>;
  list(
    accountId: string,
    page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  ): Promise<DatasetPage>;
  status(accountId: string, datasetId: string): Promise<DatasetWithFiles>;
  upload(accountId: string, datasetId: string, request: IncomingMessage): Promise<FileAnswer>;
  signUploads(
    accountId: string,
    datasetId: string,
    filenameToByteSize: unknown,
  ): Promise<Record<string, UploadEndpoint>>;
  receiveSigned(grant: Extract<LinkGrant, { method: 'PUT' }>, request: IncomingMessage): Promise<void>;
  delete(accountId: string, datasetId: string): Promise<{ id: string; deleted: true }>;
  findFile(accountId: string, datasetId: string, filename: string): Promise<Download>;
  deleteFile(
    accountId: string,
    datasetId: string,
    filename: string,
  ): Promise<{ filename: string; deleted: true }>;
}

/** Binds the operations on datasets to what they need. */
export function createDatasetService(options: DatasetOptions): DatasetService {
  return {
    create: (accountId, name, id) => createDataset(options, accountId, name, id),
    list: (accountId, page) => listDatasets(options, accountId, page),
    status: (accountId, id) => readDatasetStatus(options, accountId, id),
    upload: (accountId, id, request) => uploadDirectly(options, accountId, id, request),
    signUploads: (accountId, id, sizes) => createSignedUploads(options, accountId, id, sizes),
    receiveSigned: (grant, request) => receiveSignedUpload(options, grant, request),
    delete: (accountId, id) => deleteDataset(options, accountId, id),
    findFile: (accountId, id, filename) => findFileDownload(options, accountId, id, filename),
    deleteFile: (accountId, id, filename) => deleteFile(options, accountId, id, filename),
  };
}
