import type { RouteId } from '@trainyard/core';
import type { ApiClient, Reply } from './api-client.ts';
import { picture } from './build-server.ts';
import { trainConfig } from './train-config.ts';

const datasets = '/prod/v1/trainers/datasets';
const captionings = '/prod/v1/trainers/captionings';

/** Makes an ordinary call on one dataset or job. */
export type Call = (client: ApiClient, id: string) => Promise<Reply>;

/** Every call that has the id of a dataset in its path. */
export const datasetCalls: Readonly<Partial<Record<RouteId, Call>>> = {
  getDatasetStatus: (client, id) => client.datasetStatus(id),
  uploadDatasetFile: (client, id) => client.upload(id, 'a.jpg', picture),
  getUploadEndpoint: (client, id) => client.sign(id, { 'a.jpg': 5 }),
  deleteDataset: (client, id) => client.call('DELETE', `${datasets}/${id}`),
  getDatasetFile: (client, id) => client.get(`${datasets}/${id}/files/a.jpg`),
  listDatasetItems: (client, id) => client.get(`${datasets}/${id}/items`),
  getDatasetThumbnail: (client, id) => client.get(`${datasets}/${id}/files/a.jpg/thumbnail`),
  putDatasetCaptions: (client, id) =>
    client.call('PUT', `${datasets}/${id}/captions`, { json: { captions: { 'a.txt': 'a dog' } } }),
  deleteDatasetFiles: (client, id) => client.post(`${datasets}/${id}/delete-files`, { filenames: ['a.jpg'] }),
  getDatasetFacts: (client, id) => client.get(`${datasets}/${id}/facts`),
  startCaptioning: (client, id) => client.post(`${datasets}/${id}/captionings`, {}),
  listCaptionings: (client, id) => client.get(`${datasets}/${id}/captionings`),
  deleteDatasetFile: (client, id) => client.call('DELETE', `${datasets}/${id}/files/a.jpg`),
};

/** An ordinary edit. */
export const editBody = {
  config_file_format: 'yaml',
  config_file: trainConfig({ name: 'x', dataset: 'dogs' }),
};
/** Every call that has the id of a job in its path. */
export const jobCalls: Readonly<Partial<Record<RouteId, Call>>> = {
  getJobStatus: (client, id) => client.job(id, 'GET', 'status'),
  getJobResult: (client, id) => client.job(id, 'GET', 'result'),
  cancelJob: (client, id) => client.job(id, 'POST', 'cancel', {}),
  saveJobNow: (client, id) => client.job(id, 'POST', 'save-now', {}),
  sampleJobNow: (client, id) => client.job(id, 'POST', 'sample-now', {}),
  resumeJob: (client, id) => client.job(id, 'POST', 'resume', {}),
  editJob: (client, id) => client.job(id, 'POST', 'edit', editBody),
  deleteJob: (client, id) => client.job(id, 'DELETE', ''),
  deleteCheckpoint: (client, id) => client.job(id, 'DELETE', 'checkpoints/x.safetensors'),
  deleteSample: (client, id) => client.job(id, 'DELETE', 'samples/x.jpg'),
  deleteOptimizerStates: (client, id) => client.job(id, 'DELETE', 'optimizer-states'),
  getJobLogs: (client, id) => client.job(id, 'GET', 'logs'),
  getJobMetrics: (client, id) => client.job(id, 'GET', 'metrics'),
  getJobConfig: (client, id) => client.job(id, 'GET', 'config'),
  listJobRuns: (client, id) => client.job(id, 'GET', 'runs'),
  listGpuReadings: (client, id) => client.job(id, 'GET', 'gpu-readings'),
  streamJobEvents: (client, id) => client.job(id, 'GET', 'events'),
};

/** Every call that has the id of a captioning in its path. */
export const captioningCalls: Readonly<Partial<Record<RouteId, Call>>> = {
  getCaptioning: (client, id) => client.get(`${captionings}/${id}`),
  cancelCaptioning: (client, id) => client.post(`${captionings}/${id}/cancel`),
  getCaptioningLogs: (client, id) => client.get(`${captionings}/${id}/logs`),
};
