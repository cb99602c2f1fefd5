import { z } from 'zod';
import { captionerIds, captionLimits } from '../captioning/captioners.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { jobStatuses } from '../jobs/state.ts';
import { runPhases } from '../runs/protocol.ts';
import { logPageSchema, logQuerySchema } from './log-page.ts';
import { defineRoute } from './route.ts';

const base = '/prod/v1/trainers';
const datasetErrors = [40001, 40401, 50001] as const satisfies readonly ErrorCode[];
const noSuch = [404, 'There is no such captioning.'] as const;

/** A model that writes captions for the files of a dataset, with how far it is. */
export const captioningSchema = z.object({
  id: z.uuid(),
  dataset_id: z.uuid(),
  dataset_name: z.string(),
  status: z
    .enum(jobStatuses)
    .describe('As of a training job: STOPPED also where it is finished; `outcome` says which.'),
  outcome: z.enum(['finished', 'failed', 'canceled', 'lost']).nullable().describe('Null until it has ended.'),
  captioner: z.enum(captionerIds),
  model: z.string(),
  prompt: z.string(),
  max_new_tokens: z.number().int(),
  max_res: z.number().int().describe('Side in pixels of the square to whose area pictures are made smaller.'),
  recaption: z.boolean().describe('Whether files that had a caption get another one.'),
  quantize: z.boolean().nullable().describe('Null for a captioner whose model has a precision of its own.'),
  gpu_type: z.string(),
  files: z.object({
    total: z.number().int().describe('Files to caption.'),
    done: z.number().int().describe('Files that were looked at.'),
    saved: z.number().int().describe('Captions written into the dataset.'),
    kept: z.number().int().describe('Files whose caption somebody changed meanwhile: it was left alone.'),
    failed: z.number().int().describe('Files for which the model gave no caption.'),
    left_out: z.number().int().describe('Pictures and videos that this captioner does not read.'),
  }),
  failures: z
    .array(z.object({ filename: z.string(), message: z.string() }))
    .describe('Why files have no caption; the first 50 by name.'),
  phase: z.enum(runPhases).nullable(),
  eta_seconds: z.number().int().nullable().describe('Until the last file, at the speed of late.'),
  queue_position: z.number().int().nullable(),
  waiting_reason: z.string().nullable(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  error: z.object({ code: z.string(), message: z.string(), reason: z.string().nullable() }).nullable(),
});

/** What captioning begins with; everything left out is the captioner's default. */
export const startCaptioningSchema = z.object({
  captioner: z.enum(captionerIds).optional().describe('`qwen3-vl` if left out.'),
  model: z
    .string()
    .min(1)
    .max(captionLimits.modelLength)
    .optional()
    .describe('A repository on Hugging Face, or a folder that the installation allows models in.'),
  prompt: z.string().min(1).max(captionLimits.promptLength).optional(),
  max_new_tokens: z
    .number()
    .int()
    .min(captionLimits.maxNewTokens.least)
    .max(captionLimits.maxNewTokens.most)
    .optional(),
  max_res: z.number().int().min(captionLimits.maxRes.least).max(captionLimits.maxRes.most).optional(),
  recaption: z
    .boolean()
    .optional()
    .describe('True for a new caption for every file; else only files without one get it.'),
  quantize: z.boolean().optional(),
  gpu_type: z.string().optional().describe('The first that the installation offers if left out.'),
  gpu_id: z.string().nullable().optional(),
});

/** Calls with which a model writes the captions of a dataset. */
export const captioningRoutes = {
  listCaptioners: defineRoute({
    id: 'listCaptioners',
    method: 'GET',
    path: `${base}/captioners`,
    summary: 'The captioners that there are, with their defaults, and whether this installation can run them',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        unavailable: z.string().nullable().describe('Why none can be run here, in words; else null.'),
        gpu_types: z.array(z.string()),
        captioners: z.array(
          z.object({
            id: z.enum(captionerIds),
            label: z.string(),
            reads: z.array(z.enum(['image', 'video'])),
            models: z.array(z.string()).describe('The first is the default.'),
            takes_other_models: z.boolean(),
            prompts: z
              .array(z.object({ name: z.string(), text: z.string() }))
              .describe('The first is the default.'),
            max_new_tokens: z.number().int(),
            max_res: z.number().int(),
            quantize: z.boolean().nullable(),
          }),
        ),
      }),
    },
    errors: [],
  }),
  startCaptioning: defineRoute({
    id: 'startCaptioning',
    method: 'POST',
    path: `${base}/datasets/{dataset_id}/captionings`,
    summary: 'Have a model write captions for a dataset; it waits for a GPU as a training does',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'json', schema: startCaptioningSchema, optional: true },
    success: { kind: 'json', status: 201, schema: captioningSchema },
    errors: [...datasetErrors, 42252, 42255, 42257, 42298, 42299],
    otherRefusals: [
      [409, 'No captioner can be run here, the dataset is being captioned, or it has nothing to caption.'],
    ],
    idempotent: true,
  }),
  listCaptionings: defineRoute({
    id: 'listCaptionings',
    method: 'GET',
    path: `${base}/datasets/{dataset_id}/captionings`,
    summary: 'The last captionings of a dataset, newest first',
    tag: 'Datasets',
    access: 'account',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).optional().describe('20 if left out.'),
    }),
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ captionings: z.array(captioningSchema) }) },
    errors: datasetErrors,
  }),
  getCaptioning: defineRoute({
    id: 'getCaptioning',
    method: 'GET',
    path: `${base}/captionings/{captioning_id}`,
    summary: 'How far a captioning is',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: captioningSchema },
    errors: [50001],
    otherRefusals: [noSuch],
  }),
  cancelCaptioning: defineRoute({
    id: 'cancelCaptioning',
    method: 'POST',
    path: `${base}/captionings/{captioning_id}/cancel`,
    summary: 'End a captioning; the captions that were written stay',
    tag: 'Datasets',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: captioningSchema },
    errors: [50001],
    otherRefusals: [noSuch],
  }),
  getCaptioningLogs: defineRoute({
    id: 'getCaptioningLogs',
    method: 'GET',
    path: `${base}/captionings/{captioning_id}/logs`,
    summary: 'Log of a captioning, from a byte offset',
    tag: 'Datasets',
    access: 'account',
    query: logQuerySchema,
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: logPageSchema },
    errors: [50001],
    otherRefusals: [noSuch],
  }),
} as const;
