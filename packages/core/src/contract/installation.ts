import { z } from 'zod';
import { defineRoute } from './route.ts';

const base = '/prod/v1/trainers';

/** A job as others may see it: its name only where it is one's own, or for an administrator. */
const jobReference = z.object({
  id: z.uuid(),
  name: z.string().describe('Of a captioning, the name of the dataset.'),
  account: z.string(),
  kind: z.enum(['training', 'captioning']),
  dataset_id: z.uuid().nullable().describe('What is captioned; null for a training.'),
});

/** A GPU, or a slot of the processor that stands in for one. */
export const gpuSchema = z.object({
  id: z.string(),
  node: z.string().describe('The machine, by the name that this installation has for it.'),
  index: z.number().int(),
  gpu_id: z.string().describe('What a submission calls it: `#1` is the first of its type.'),
  name: z.string().nullable().describe('What the maker calls it; null for a slot of the processor.'),
  gpu_type: z.string(),
  memory_total_bytes: z.number().int().nullable(),
  memory_used_bytes: z.number().int().nullable(),
  utilization_percent: z.number().nullable(),
  temperature_c: z.number().nullable(),
  state: z
    .enum(['free', 'leased', 'foreign', 'gone'])
    .describe(
      '`foreign`: a program that this server did not start is using it. `gone`: the driver does not answer for it.',
    ),
  reason: z.string().nullable().describe('Why it is given to nobody, for an administrator; else null.'),
  job: jobReference.nullable().describe('What trains on it; null where it is not yours to see.'),
});

/** Something that an administrator has paused. */
const pauseSchema = z.object({
  node: z.string().nullable().describe('The machine; null for the whole installation.'),
  gpu: z.string().nullable().describe('The `id` of the GPU; null for all of the machine.'),
  gpu_label: z.string().nullable().describe('Its type and place, such as `ADA_80_PLUS #1`.'),
  paused_by: z.string().describe('The account that paused it.'),
  paused_at: z.iso.datetime(),
  reason: z.string().nullable(),
});

const pausesSchema = z
  .array(pauseSchema)
  .describe('What is paused: no run is started there. Empty where everything is started.');

const scopeFields = {
  node: z
    .string()
    .max(200)
    .optional()
    .describe('Only this machine; with `gpu` the one that answers, if left out.'),
  gpu: z.string().max(200).optional().describe('Only this GPU, by its `id` in the list of GPUs.'),
};

const pauseRefusals = [
  [403, 'Only an administrator may pause and resume the queue.'],
  [404, 'There is no such machine or GPU.'],
] as const;

/** Where jobs run and why they wait. */
export const installationRoutes = {
  getQueue: defineRoute({
    id: 'getQueue',
    method: 'GET',
    path: `${base}/queue`,
    summary: 'Jobs that run and wait, in order, and why they wait; those of all for an administrator',
    tag: 'Queue and GPUs',
    access: 'account',
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        running: z.array(
          jobReference.extend({
            gpu_type: z.string(),
            gpu_count: z.number().int(),
            gpu_ids: z.array(z.string()),
            current_step: z.number().int(),
            total_steps: z.number().int(),
            speed: z.number().nullable().describe('Steps per second.'),
            eta_seconds: z.number().int().nullable(),
            started_at: z.iso.datetime().nullable(),
          }),
        ),
        waiting: z.array(
          jobReference.extend({
            gpu_type: z.string(),
            gpu_count: z.number().int(),
            queue_position: z.number().int().describe('1 is next for this type of GPU.'),
            waiting_since: z.iso.datetime(),
            waiting_reason: z.string().describe('What it waits for, in words.'),
          }),
        ),
        others: z
          .object({ running: z.number().int(), waiting: z.number().int() })
          .describe('Jobs of other accounts that are not listed.'),
        pauses: pausesSchema,
      }),
    },
    errors: [],
  }),
  pauseQueue: defineRoute({
    id: 'pauseQueue',
    method: 'POST',
    path: `${base}/queue/pause`,
    summary: 'Start no more runs, anywhere or on one machine or GPU; those that run go on',
    tag: 'Queue and GPUs',
    access: 'account',
    body: {
      kind: 'json',
      schema: z.object({
        ...scopeFields,
        reason: z.string().max(500).optional().describe('Shown to everybody who waits.'),
      }),
      optional: true,
    },
    success: { kind: 'json', status: 200, schema: z.object({ pauses: pausesSchema }) },
    errors: [],
    otherRefusals: pauseRefusals,
  }),
  resumeQueue: defineRoute({
    id: 'resumeQueue',
    method: 'POST',
    path: `${base}/queue/resume`,
    summary: 'Start runs again where it was paused',
    tag: 'Queue and GPUs',
    access: 'account',
    body: { kind: 'json', schema: z.object(scopeFields), optional: true },
    success: { kind: 'json', status: 200, schema: z.object({ pauses: pausesSchema }) },
    errors: [],
    otherRefusals: pauseRefusals,
  }),
  listGpus: defineRoute({
    id: 'listGpus',
    method: 'GET',
    path: `${base}/gpus`,
    summary: 'Every GPU of the installation, its load, and what runs on it',
    tag: 'Queue and GPUs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ gpus: z.array(gpuSchema) }) },
    errors: [],
  }),
} as const;
