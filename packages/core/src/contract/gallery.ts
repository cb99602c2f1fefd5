import { z } from 'zod';
import { datasetStatuses } from '../datasets/state.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { defineRoute, longJsonBytes } from './route.ts';

const base = '/prod/v1/trainers/datasets/{dataset_id}';
const datasetErrors = [40001, 40401, 50001] as const satisfies readonly ErrorCode[];

/** A picture or video of a dataset with its caption beside it. */
export const datasetItemSchema = z.object({
  filename: z.string(),
  kind: z.enum(['image', 'video']),
  size_bytes: z.number().int(),
  width: z.number().int().nullable().describe('Pixels; null until the file was looked into.'),
  height: z.number().int().nullable().describe('Pixels.'),
  frames: z.number().int().nullable(),
  fps: z.number().nullable().describe('Frames per second of a video.'),
  duration_seconds: z.number().nullable(),
  sha256: z.string().nullable(),
  caption: z
    .object({
      filename: z.string(),
      text: z.string().describe('At most 65,536 characters.'),
      truncated: z.boolean().describe('True where the file goes on after `text`.'),
    })
    .nullable()
    .describe('The file of the same stem that holds its caption; `.txt` before other kinds.'),
  file_url: z.string().describe('Path on this server to the file itself.'),
  thumbnail_url: z
    .string()
    .nullable()
    .describe('Path on this server to a small picture; null for videos and for what cannot be decoded.'),
});

const countedValue = z.object({ value: z.number(), count: z.number().int() });

/** Calls with which a person looks through a dataset and changes much of it at once. */
export const galleryRoutes = {
  listDatasetItems: defineRoute({
    id: 'listDatasetItems',
    method: 'GET',
    path: `${base}/items`,
    summary: 'Pictures and videos with their captions, by file name, a page at a time',
    tag: 'Datasets',
    access: 'account',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).optional().describe('100 if left out.'),
      cursor: z.string().max(2000).optional(),
      filter: z.enum(['all', 'uncaptioned', 'images', 'videos']).optional(),
      search: z
        .string()
        .max(200)
        .optional()
        .describe('Only items with this text in their name or caption, in upper or lower case.'),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        items: z.array(datasetItemSchema),
        totals: z
          .object({
            items: z.number().int(),
            matching: z.number().int().describe('Items that filter and search let through.'),
            images: z.number().int(),
            videos: z.number().int(),
            uncaptioned: z.number().int().describe('Without a caption, or with an empty one.'),
            total_bytes: z.number().int(),
          })
          .nullable()
          .describe('On the first page; null on those after it.'),
        next_cursor: z.string().nullable(),
      }),
    },
    errors: datasetErrors,
  }),
  getDatasetThumbnail: defineRoute({
    id: 'getDatasetThumbnail',
    method: 'GET',
    path: `${base}/files/{filename}/thumbnail`,
    summary: 'A picture of a dataset made small, as WebP; 415 for videos and captions',
    tag: 'Datasets',
    access: 'account',
    query: z.object({
      size: z.enum(['128', '256', '512']).optional().describe('Longest side in pixels; 256 if left out.'),
      v: z.string().max(100).optional().describe('The hash of the file: lets the answer be kept for ever.'),
    }),
    body: { kind: 'none' },
    success: { kind: 'bytes', status: 200 },
    errors: datasetErrors,
  }),
  putDatasetCaptions: defineRoute({
    id: 'putDatasetCaptions',
    method: 'PUT',
    path: `${base}/captions`,
    summary: 'Write up to 1,000 caption files at once; the answer says what became of each',
    tag: 'Datasets',
    access: 'account',
    body: {
      kind: 'json',
      maxBytes: longJsonBytes,
      schema: z.object({
        captions: z
          .record(z.string(), z.string())
          .refine((captions) => Object.keys(captions).length <= 1000, 'at most 1,000 captions in one call')
          .describe('The text of each caption by the name of its file, such as `img_0001.txt`.'),
      }),
    },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        files: z.array(
          z.object({
            filename: z.string(),
            result: z.enum(['saved', 'unchanged', 'refused']),
            error: z
              .object({ code: z.number().int(), name: z.string(), message: z.string() })
              .nullable()
              .describe('Why it was refused.'),
          }),
        ),
      }),
    },
    errors: [...datasetErrors, 42204, 50002],
  }),
  deleteDatasetFiles: defineRoute({
    id: 'deleteDatasetFiles',
    method: 'POST',
    path: `${base}/delete-files`,
    summary: 'Delete up to 20,000 files at once',
    tag: 'Datasets',
    access: 'account',
    body: {
      kind: 'json',
      schema: z.object({ filenames: z.array(z.string()).max(20_000) }),
      maxBytes: longJsonBytes,
    },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        deleted: z.array(z.string()),
        missing: z.array(z.string()).describe('Names of which the dataset has no file.'),
      }),
    },
    errors: datasetErrors,
  }),
  getDatasetFacts: defineRoute({
    id: 'getDatasetFacts',
    method: 'GET',
    path: `${base}/facts`,
    summary: 'What is in a dataset: sizes in pixels, lengths, and pairs that are incomplete',
    tag: 'Datasets',
    access: 'account',
    query: z.object({
      controls: z
        .string()
        .max(1000)
        .optional()
        .describe('Names of datasets with control images, separated by commas, to look for pairs in.'),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        status: z.enum(datasetStatuses),
        images: z.number().int(),
        videos: z.number().int(),
        captions: z.number().int(),
        total_bytes: z.number().int(),
        unvalidated: z.number().int().describe('Files that were not looked into yet.'),
        uncaptioned: z.object({
          missing: z.number().int().describe('Pictures and videos without a caption file.'),
          empty: z.number().int().describe('Those whose caption holds nothing.'),
        }),
        dimensions: z
          .array(
            z.object({
              kind: z.enum(['image', 'video']),
              width: z.number().int(),
              height: z.number().int(),
              count: z.number().int(),
            }),
          )
          .describe('The 1,000 most frequent, most frequent first.'),
        other_dimensions: z.number().int().describe('Files whose size is not among `dimensions`.'),
        frames: z
          .array(countedValue)
          .describe('How many videos have how many frames; the 500 most frequent.'),
        fps: z.array(countedValue).describe('Frames per second, to two decimals.'),
        duration_seconds: z.array(countedValue).describe('To one decimal.'),
        controls: z
          .object({
            missing: z.object({ count: z.number().int(), examples: z.array(z.string()) }),
            several: z.object({ count: z.number().int(), examples: z.array(z.string()) }),
          })
          .nullable()
          .describe(
            'Images without a control image, and with one in more than one of the datasets; null where none was asked for or one does not exist.',
          ),
      }),
    },
    errors: datasetErrors,
  }),
} as const;
