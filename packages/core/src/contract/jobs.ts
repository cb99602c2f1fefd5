import { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import { jobStatuses } from '../jobs/state.ts';
import { runPhases } from '../runs/protocol.ts';
import { findingSchema } from './findings.ts';
import { optimizerStatesSchema } from './job-artifacts.ts';
import { defineRoute, longJsonBytes } from './route.ts';

const base = '/prod/v1/trainers/ai-toolkit/jobs';

export const jobSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(jobStatuses),
  gpu_type: z.string(),
  gpu_count: z.number().int(),
  gpu_id: z.string().nullable(),
  progress: z.object({
    current_step: z.number().int(),
    total_steps: z.number().int(),
    percent: z.number().min(0).max(100),
  }),
  phase: z.enum(runPhases).nullable().describe('What the run is doing; null when none is running.'),
  queue_position: z.number().int().nullable().describe('1 is next; null when not queued.'),
  waiting_reason: z
    .string()
    .nullable()
    .describe(
      'Why a queued job would not be started even if it were its turn, such as a GPU that is gone or a full disk; null while it only waits for its turn.',
    ),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), reason: z.string().nullable() })
    .nullable()
    .describe('TRAINING_ERROR where the trainer failed; `reason` is for machines.'),
  trainer: z.string().describe('`builtin` is a small CPU trainer for trying and testing.'),
  trainer_version: z
    .string()
    .nullable()
    .describe('Version and revision of the trainer that the run uses; null before it has started.'),
  run_number: z.number().int().describe('1 for the first run; each resume adds one.'),
  resumed_from_step: z.number().int().nullable(),
  speed: z.number().nullable().describe('Steps per second of late; null unless it trains.'),
  eta_seconds: z.number().int().nullable().describe('Until the last step at that speed.'),
  resume_lost_steps: z
    .number()
    .int()
    .nullable()
    .describe(
      'Steps that had been done beyond the checkpoint that the run goes on from, and are trained again; null in the first run.',
    ),
  resume_note: z
    .string()
    .nullable()
    .describe('What is to be known of that checkpoint, such as that a later one is damaged.'),
  status_url: z.url(),
  result_url: z.url(),
  cancel_url: z.url(),
});

export const jobResultSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(jobStatuses),
  artifacts: z.object({
    checkpoints: z.array(
      z.object({
        path: z.url(),
        filename: z.string(),
        step: z.number().int(),
        size_bytes: z.number().int(),
        sha256: z.string(),
      }),
    ),
    config: z.object({ path: z.url() }).nullable(),
    samples: z.array(
      z.object({ path: z.url(), step: z.number().int(), index: z.number().int(), prompt: z.string() }),
    ),
  }),
  error: jobSchema.shape.error,
  resume: z
    .object({
      from_step: z.number().int().describe('The step of the checkpoint; 0 begins anew.'),
      lost_steps: z.number().int().describe('Steps done beyond it, which would be trained again.'),
      previous_step: z.number().int().describe('What `from_step` would be without that checkpoint.'),
      steps: z
        .array(z.number().int())
        .describe('Every step with a checkpoint: `from_step` can be one of them.'),
      problem: z
        .string()
        .nullable()
        .describe('Why the config cannot go on from that checkpoint; the resume would be refused.'),
    })
    .nullable()
    .describe('What a resume would do now; null while the job waits or runs.'),
  optimizer_states: optimizerStatesSchema,
});

/** What a job submission is; each field is checked by the rule that has its code, so here all are open. */
const submitBody = z.object({
  config_file_format: z.unknown().optional(),
  config_file: z.unknown().optional(),
  gpu_type: z.unknown().optional(),
  gpu_count: z.unknown().optional(),
  gpu_id: z.unknown().optional(),
});

const configErrors = [
  42251, 42253, 42254, 42255, 42256, 42257, 42258, 42259, 42260, 42261, 42262, 42263, 42264, 42265, 42266,
  42268, 42269, 42270, 42271, 42272, 42274, 42275, 42298, 42299,
] as const satisfies readonly ErrorCode[];

/** The format was checked when the config was stored. */
const checkedAgain = configErrors.filter((code) => code !== 42251);

const jobErrors = [40051, 40451, 50051] as const satisfies readonly ErrorCode[];

const notTraining = [409, 'The job is not RUNNING, or is being stopped.'] as const;

export const jobRoutes = {
  submitJob: defineRoute({
    id: 'submitJob',
    method: 'POST',
    path: base,
    summary: 'Submit a training job',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: submitBody, maxBytes: longJsonBytes },
    success: { kind: 'json', status: 201, schema: jobSchema },
    errors: [40951, 42252, 42273, ...configErrors, 50051, 50052],
    idempotent: true,
  }),
  validateJob: defineRoute({
    id: 'validateJob',
    method: 'POST',
    path: `${base}/validate`,
    summary: 'Check a submission without storing anything; every finding is returned',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: submitBody, maxBytes: longJsonBytes },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ valid: z.boolean(), findings: z.array(findingSchema) }),
    },
    errors: [50051],
  }),
  listJobs: defineRoute({
    id: 'listJobs',
    method: 'GET',
    path: base,
    summary: 'List jobs, newest first',
    tag: 'Training jobs',
    access: 'account',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).optional(),
      cursor: z.string().optional(),
      status: z.enum(jobStatuses).optional(),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ jobs: z.array(jobSchema), next_cursor: z.string().nullable() }),
    },
    errors: [50051],
  }),
  getJobStatus: defineRoute({
    id: 'getJobStatus',
    method: 'GET',
    path: `${base}/{job_id}/status`,
    summary: 'Status and progress of a job',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: jobSchema },
    errors: jobErrors,
  }),
  getJobResult: defineRoute({
    id: 'getJobResult',
    method: 'GET',
    path: `${base}/{job_id}/result`,
    summary: 'What a job has made so far, with signed links',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: jobResultSchema },
    errors: jobErrors,
  }),
  cancelJob: defineRoute({
    id: 'cancelJob',
    method: 'POST',
    path: `${base}/{job_id}/cancel`,
    summary:
      'Cancel a job; on one that has ended it changes nothing, but a lost one is no longer resumed by itself',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: z.object({}), optional: true },
    success: { kind: 'json', status: 200, schema: jobSchema },
    errors: jobErrors,
  }),
  saveJobNow: defineRoute({
    id: 'saveJobNow',
    method: 'POST',
    path: `${base}/{job_id}/save-now`,
    summary: 'Have a running job write a checkpoint at its next step, as an extra one',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: z.object({}), optional: true },
    success: { kind: 'json', status: 200, schema: jobSchema },
    errors: jobErrors,
    otherRefusals: [notTraining],
  }),
  sampleJobNow: defineRoute({
    id: 'sampleJobNow',
    method: 'POST',
    path: `${base}/{job_id}/sample-now`,
    summary: 'Have a running job make its samples at its next step, as extra ones',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: z.object({}), optional: true },
    success: { kind: 'json', status: 200, schema: jobSchema },
    errors: jobErrors,
    otherRefusals: [notTraining],
  }),
  resumeJob: defineRoute({
    id: 'resumeJob',
    method: 'POST',
    path: `${base}/{job_id}/resume`,
    summary: 'Go on from the highest-step checkpoint, or from the one of `from_step`',
    tag: 'Training jobs',
    access: 'account',
    body: {
      kind: 'json',
      schema: z.object({
        gpu_type: z.unknown().optional(),
        gpu_count: z.unknown().optional(),
        from_step: z.unknown().optional(),
      }),
      optional: true,
    },
    success: { kind: 'json', status: 200, schema: jobSchema },
    errors: [...jobErrors, 42252, 42267, 42273, ...checkedAgain],
    otherRefusals: [
      [409, 'The run before is still being stopped, or every checkpoint of the job is damaged.'],
      [422, 'The job has no whole checkpoint of `from_step`; the message lists the steps that there are.'],
    ],
  }),
  editJob: defineRoute({
    id: 'editJob',
    method: 'POST',
    path: `${base}/{job_id}/edit`,
    summary: 'Replace the config of a job that is not active',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'json', schema: submitBody, maxBytes: longJsonBytes },
    success: {
      kind: 'json',
      status: 200,
      schema: jobSchema.extend({
        findings: z
          .array(findingSchema)
          .describe(
            'What was found besides errors. `RESUME_MISMATCH`: the config cannot go on from the checkpoint, so that a resume is refused unless it begins anew.',
          ),
      }),
    },
    errors: [...jobErrors, 42252, 42273, 42276, 42277, ...configErrors],
  }),
  deleteJob: defineRoute({
    id: 'deleteJob',
    method: 'DELETE',
    path: `${base}/{job_id}`,
    summary: 'Delete an ended job and what it made',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ id: z.uuid(), deleted: z.literal(true) }) },
    errors: jobErrors,
  }),
  streamJobEvents: defineRoute({
    id: 'streamJobEvents',
    method: 'GET',
    path: `${base}/{job_id}/events`,
    summary: 'Server-sent events of a job; resumable with Last-Event-ID',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'events', status: 200 },
    errors: jobErrors,
  }),
} as const;
