import { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import { runPhases } from '../runs/protocol.ts';
import { factsSchema } from './facts.ts';
import { logPageSchema, logQuerySchema } from './log-page.ts';
import { defineRoute, longJsonBytes } from './route.ts';

const base = '/prod/v1/trainers/ai-toolkit/jobs';
const jobErrors = [40051, 40451, 50051] as const satisfies readonly ErrorCode[];

/** One attempt at a job. */
export const jobRunSchema = z.object({
  id: z.uuid(),
  number: z.number().int().describe('1 for the first run; each resume adds one.'),
  state: z.enum(['queued', 'starting', 'running', 'ended']),
  phase: z.enum(runPhases).nullable().describe('What it is doing; null unless it is alive.'),
  outcome: z.enum(['finished', 'failed', 'canceled', 'lost']).nullable(),
  reason: z.string().nullable().describe('Why it ended otherwise than wanted, for machines.'),
  message: z.string().nullable().describe('The same for people.'),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  resumed_from_step: z.number().int().nullable(),
  end_step: z.number().int().describe('The step at which it stands or ended.'),
  config_version: z.number().int(),
  trainer: z.string(),
  trainer_version: z.string().nullable(),
  gpu_type: z.string(),
  gpu_count: z.number().int(),
  gpus: z
    .array(z.object({ id: z.string(), name: z.string().nullable(), type: z.string() }))
    .describe('Empty until GPUs were given to it.'),
  host: z.string().nullable().describe('The machine on which it trains or trained.'),
});

/** What a person looks at besides the job itself. */
export const jobDetailRoutes = {
  getJobConfig: defineRoute({
    id: 'getJobConfig',
    method: 'GET',
    path: `${base}/{job_id}/config`,
    summary: 'The newest config of a job as it was submitted, without secrets',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        config_file_format: z.literal('yaml'),
        config_file: z.string(),
        config_version: z.number().int().describe('1 for the first; each edit adds one.'),
        created_at: z.iso.datetime(),
        gpu_type: z.string(),
        gpu_count: z.number().int(),
        gpu_id: z.string().nullable(),
      }),
    },
    errors: jobErrors,
  }),
  listJobRuns: defineRoute({
    id: 'listJobRuns',
    method: 'GET',
    path: `${base}/{job_id}/runs`,
    summary: 'Every run of a job, newest last',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ runs: z.array(jobRunSchema) }) },
    errors: jobErrors,
  }),
  getJobLogs: defineRoute({
    id: 'getJobLogs',
    method: 'GET',
    path: `${base}/{job_id}/logs`,
    summary: 'Log of a job over all its runs, from a byte offset',
    tag: 'Training jobs',
    access: 'account',
    query: logQuerySchema,
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: logPageSchema },
    errors: jobErrors,
  }),
  getJobMetrics: defineRoute({
    id: 'getJobMetrics',
    method: 'GET',
    path: `${base}/{job_id}/metrics`,
    summary: 'Loss, learning rate and speed by step',
    tag: 'Training jobs',
    access: 'account',
    query: z.object({
      after_step: z.coerce.number().int().min(-1).optional(),
      until_step: z.coerce.number().int().min(0).optional().describe('The last step wanted.'),
      limit: z.coerce.number().int().min(1).max(100_000).optional(),
      max_points: z.coerce
        .number()
        .int()
        .min(10)
        .max(20_000)
        .optional()
        .describe('Thins the whole stretch to about as many points, keeping each peak and dip of the loss.'),
      format: z.enum(['rows', 'columns']).optional().describe('`columns` is a third of the size.'),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        metrics: z.array(
          z.object({
            step: z.number().int(),
            loss: z.number().nullable(),
            lr: z.number().nullable(),
            steps_per_second: z.number().nullable(),
            run_number: z.number().int().describe('The run that measured it.'),
          }),
        ),
        columns: z
          .object({
            step: z.array(z.number().int()),
            loss: z.array(z.number().nullable()),
            lr: z.array(z.number().nullable()),
            steps_per_second: z.array(z.number().nullable()),
            run_number: z.array(z.number().int()),
          })
          .nullable()
          .describe('The same by column, in place of `metrics`, where `format` asks for it.'),
        next_after_step: z.number().int().nullable(),
      }),
    },
    errors: jobErrors,
  }),
  listGpuReadings: defineRoute({
    id: 'listGpuReadings',
    method: 'GET',
    path: `${base}/{job_id}/gpu-readings`,
    summary: 'Memory and load of the GPUs of a job: every ten seconds of late, every minute before',
    tag: 'Training jobs',
    access: 'account',
    query: z.object({
      after: z.iso.datetime().optional().describe('Only readings made after this time.'),
      limit: z.coerce.number().int().min(100).max(20_000).optional().describe('10,000 if left out.'),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        readings: z
          .array(
            z.object({
              at: z.iso.datetime(),
              run_number: z.number().int(),
              gpu_id: z.string(),
              memory_used_bytes: z.number().int().nullable(),
              memory_total_bytes: z.number().int().nullable(),
              utilization_percent: z.number().nullable(),
            }),
          )
          .describe('By time; empty where the trainer had no NVIDIA GPU.'),
        next_after: z.iso
          .datetime()
          .nullable()
          .describe('Pass it as `after` to read on; null at the end of what there is.'),
      }),
    },
    errors: jobErrors,
  }),
  getConfigFacts: defineRoute({
    id: 'getConfigFacts',
    method: 'POST',
    path: `${base}/facts`,
    summary: 'What preflight knows of the datasets, secrets and installation that a config names',
    tag: 'Training jobs',
    access: 'account',
    body: {
      kind: 'json',
      maxBytes: longJsonBytes,
      schema: z.object({
        config_file_format: z.literal('yaml').optional(),
        config_file: z.string().describe('The AI Toolkit config, as YAML text; it need not be right yet.'),
      }),
    },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({
        facts: factsSchema,
        gpu_types: z.array(
          z.object({
            gpu_type: z.string(),
            gpus: z.number().int().nullable().describe('How many there are; null where a scheduler decides.'),
          }),
        ),
        name_taken: z.boolean().describe('True where another job of the account has `config.name`.'),
      }),
    },
    errors: [50051],
  }),
} as const;
