import { z } from 'zod';
import { datasetStatuses } from '../datasets/state.ts';
import { defineRoute, longJsonBytes } from './route.ts';

const base = '/prod/v1/trainers/datasets';

export const datasetFileSchema = z.object({
  filename: z.string(),
  size_bytes: z.number().int(),
  sha256: z.string().nullable().describe('Null until known, for files that storage received directly.'),
  kind: z.enum(['image', 'video', 'caption']),
  validated: z.boolean(),
  width: z.number().int().nullable().describe('Pixels.'),
  height: z.number().int().nullable().describe('Pixels.'),
  frames: z.number().int().nullable().describe('Frames of a video; null for other kinds.'),
  frame_rate: z.number().nullable().describe('Frames per second of a video.'),
  duration_seconds: z.number().nullable(),
  uploaded_at: z.iso.datetime(),
});

export const datasetSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(datasetStatuses),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  error: z.object({ code: z.number().int(), name: z.string(), message: z.string() }).nullable(),
  file_count: z.number().int(),
  total_bytes: z.number().int(),
});

export const datasetOverviewSchema = datasetSchema.extend({
  images: z.number().int(),
  videos: z.number().int(),
  captions: z.number().int(),
  thumbnail_urls: z
    .array(z.string())
    .max(4)
    .describe('Paths on this server to its first pictures, made small.'),
});

export const datasetWithFilesSchema = datasetSchema.extend({ files: z.array(datasetFileSchema) });

export const datasetRoutes = {
  createDataset: defineRoute({
    id: 'createDataset',
    method: 'POST',
    path: base,
    summary: 'Create an empty dataset',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'json', schema: z.object({ name: z.unknown().optional() }), optional: true },
    success: { kind: 'json', status: 201, schema: datasetSchema },
    errors: [40901, 42201, 50001],
    idempotent: true,
  }),
  listDatasets: defineRoute({
    id: 'listDatasets',
    method: 'GET',
    path: base,
    summary: 'List datasets, newest first, without their files',
    tag: 'Datasets',
    access: 'account',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).optional(),
      cursor: z.string().optional(),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ datasets: z.array(datasetOverviewSchema), next_cursor: z.string().nullable() }),
    },
    errors: [50001],
  }),
  getDatasetStatus: defineRoute({
    id: 'getDatasetStatus',
    method: 'GET',
    path: `${base}/{dataset_id}/status`,
    summary: 'A dataset with its complete files, brought up to date with what storage holds',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: datasetWithFilesSchema },
    errors: [40001, 40401, 50001, 50003],
  }),
  uploadDatasetFile: defineRoute({
    id: 'uploadDatasetFile',
    method: 'POST',
    path: `${base}/{dataset_id}/upload`,
    summary: 'Upload one file of at most 150,000,000 bytes',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'multipart' },
    success: { kind: 'json', status: 200, schema: datasetFileSchema },
    errors: [40001, 40401, 42202, 42203, 42204, 50001, 50002],
  }),
  getUploadEndpoint: defineRoute({
    id: 'getUploadEndpoint',
    method: 'POST',
    path: `${base}/{dataset_id}/get-upload-endpoint`,
    summary: 'Get signed URLs to upload files of any size up to the limit of this server',
    tag: 'Datasets',
    access: 'account',
    body: {
      kind: 'json',
      schema: z.object({ filenameToByteSize: z.unknown().optional() }),
      maxBytes: longJsonBytes,
    },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        uploads: z.record(
          z.string(),
          z.object({
            upload_url: z.url(),
            method: z.literal('PUT'),
            headers: z.record(z.string(), z.string()),
            expires_at: z.iso.datetime(),
          }),
        ),
      }),
    },
    errors: [40001, 40401, 42202, 42203, 42204, 42205, 50001],
    idempotent: true,
  }),
  deleteDataset: defineRoute({
    id: 'deleteDataset',
    method: 'DELETE',
    path: `${base}/{dataset_id}`,
    summary: 'Delete a dataset; runs that train on it keep what they need',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ id: z.uuid(), deleted: z.literal(true) }) },
    errors: [40001, 40401, 50001],
  }),
  getDatasetFile: defineRoute({
    id: 'getDatasetFile',
    method: 'GET',
    path: `${base}/{dataset_id}/files/{filename}`,
    summary: 'Download one file; Range is honoured',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'bytes', status: 200 },
    errors: [40001, 40401, 50001],
  }),
  deleteDatasetFile: defineRoute({
    id: 'deleteDatasetFile',
    method: 'DELETE',
    path: `${base}/{dataset_id}/files/{filename}`,
    summary: 'Delete one file of a dataset',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ filename: z.string(), deleted: z.literal(true) }),
    },
    errors: [40001, 40401, 50001],
  }),
} as const;
