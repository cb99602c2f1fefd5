import type { RequestExamples } from './request-example.ts';

const datasets = '/prod/v1/trainers/datasets';
const upload = `${datasets}/{dataset_id}/upload`;
const sign = `${datasets}/{dataset_id}/get-upload-endpoint`;

/** Requests that the errors of datasets are given for, by number. */
export const datasetExamples = {
  40001: {
    bad: { method: 'GET', path: `${datasets}/my_dogs/status` },
    good: { method: 'GET', path: `${datasets}/{dataset_id}/status` },
  },
  40401: {
    bad: {
      method: 'GET',
      path: `${datasets}/b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0/status`,
      given: 'The account has no dataset with this id.',
    },
    good: { method: 'GET', path: `${datasets}/{dataset_id}/status` },
  },
  40901: {
    bad: {
      method: 'POST',
      path: datasets,
      body: { name: 'dogs' },
      given: 'The account has a dataset named `dogs`.',
    },
    good: { method: 'POST', path: datasets, body: { name: 'dogs_2' } },
  },
  42201: {
    bad: { method: 'POST', path: datasets, body: { name: 'my dogs' } },
    good: { method: 'POST', path: datasets, body: { name: 'my_dogs' } },
  },
  42202: {
    bad: { method: 'POST', path: upload, file: { filename: 'dog.gif', content: 'an animation' } },
    good: { method: 'POST', path: upload, file: { filename: 'dog.jpg', content: 'a picture' } },
  },
  42203: {
    bad: {
      method: 'POST',
      path: upload,
      file: { filename: 'clip.mp4', content: 'a video', sizeBytes: 150_000_001 },
    },
    good: { method: 'POST', path: sign, body: { filenameToByteSize: { 'clip.mp4': 150_000_001 } } },
  },
  42204: {
    bad: {
      method: 'POST',
      path: upload,
      file: { filename: 'dog.jpg', content: 'a picture' },
      given: 'The dataset is `FAILED`.',
    },
    good: {
      method: 'POST',
      path: upload,
      file: { filename: 'dog.jpg', content: 'a picture' },
      given: 'The dataset is a new one.',
    },
  },
  42205: {
    bad: { method: 'POST', path: sign, body: { filenameToByteSize: {} } },
    good: { method: 'POST', path: sign, body: { filenameToByteSize: { 'dog.jpg': 48_213 } } },
  },
} as const satisfies Readonly<Record<number, RequestExamples>>;
