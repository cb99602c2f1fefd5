import { z } from 'zod';

/**
 * The run protocol: what an agent and the server say to each other, over HTTP and nothing else.
 * Every call carries the run's own token and the fencing number of its lease; a call with an old number
 * is answered 409 and tells the agent to stop its trainer.
 */

/** One file of a dataset version that a run needs. */
export const manifestFileSchema = z.object({
  filename: z.string(),
  size_bytes: z.number().int(),
  sha256: z.string(),
  url: z.string().describe('Signed link to the bytes.'),
  local_path: z.string().nullable().describe('Where the bytes lie, if the store is on this machine.'),
});

export const artifactKinds = ['checkpoint', 'optimizer', 'sample', 'config'] as const;
export type ArtifactKind = (typeof artifactKinds)[number];

/** Something an earlier run of the job made and this one needs. */
export const resumeFileSchema = manifestFileSchema.extend({
  kind: z.enum(['checkpoint', 'optimizer']),
  step: z.number().int(),
});

export const assignmentSchema = z.object({
  run_id: z.string(),
  job_id: z.string(),
  job_name: z.string(),
  fence: z.number().int(),
  trainer: z.enum(['builtin', 'ai-toolkit']),
  kind: z
    .enum(['training', 'captioning'])
    .optional()
    .describe('`captioning`: a model writes captions for the files; a training if left out.'),
  gpus: z.array(
    z.object({
      id: z.string().describe('UUID of the device, or a slot of the processor.'),
      index: z.number().int(),
    }),
  ),
  config: z.record(z.string(), z.unknown()).describe('The resolved config, with contract paths.'),
  total_steps: z.number().int(),
  datasets: z.array(
    z.object({ name: z.string(), revision: z.number().int(), files: z.array(manifestFileSchema) }),
  ),
  resume_from: z.object({ step: z.number().int(), files: z.array(resumeFileSchema) }).nullable(),
  secrets: z.record(z.string(), z.string()).describe('Environment of the trainer alone, such as HF_TOKEN.'),
  report_interval_ms: z.number().int(),
  stop_grace_ms: z.number().int(),
});
export type Assignment = z.infer<typeof assignmentSchema>;
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const runPhases = [
  'fetching',
  'loading',
  'caching',
  'training',
  'sampling',
  'saving',
  'captioning',
] as const;
export type RunPhase = (typeof runPhases)[number];

/** How a run ended, as the agent saw it. */
export const runOutcomes = ['finished', 'failed', 'stopped', 'killed'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

const at = z.iso.datetime();
/** One thing an agent reports. Each is numbered; the server applies each number once, in order. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    seq: z.number().int(),
    at,
    pid: z.number().int(),
    trainer_version: z.string(),
  }),
  z.object({ type: z.literal('phase'), seq: z.number().int(), at, phase: z.enum(runPhases) }),
  z.object({
    type: z.literal('progress'),
    seq: z.number().int(),
    at,
    step: z.number().int(),
    metrics: z.array(
      z.object({
        step: z.number().int(),
        loss: z.number().nullable(),
        lr: z.number().nullable(),
        steps_per_second: z.number().nullable(),
      }),
    ),
  }),
  z.object({
    type: z.literal('gpu'),
    seq: z.number().int(),
    at,
    gpus: z
      .array(
        z.object({
          id: z.string().max(200),
          memory_used_bytes: z.number().int().nullable(),
          memory_total_bytes: z.number().int().nullable(),
          utilization_percent: z.number().nullable(),
        }),
      )
      .max(64)
      .describe('Load of the GPUs of the run, about every ten seconds.'),
  }),
  z.object({
    type: z.literal('log'),
    seq: z.number().int(),
    at,
    text: z.string().describe('Whole lines, redacted.'),
  }),
  z.object({
    type: z.literal('artifact_removed'),
    seq: z.number().int(),
    at,
    kind: z.enum(artifactKinds),
    filename: z.string(),
  }),
  z.object({
    type: z.literal('ended'),
    seq: z.number().int(),
    at,
    outcome: z.enum(runOutcomes),
    step: z.number().int(),
    exit_code: z.number().int().nullable(),
    signal: z.string().nullable(),
    message: z.string().nullable().describe('What happened, for a person; null when finished.'),
    reason: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
      .nullable()
      .optional()
      .describe('Why it failed, for machines.'),
  }),
]);
export type Report = z.infer<typeof reportSchema>;

export const reportsRequestSchema = z.object({
  fence: z.number().int(),
  reports: z.array(reportSchema).max(1000),
});
export type ReportsRequest = z.infer<typeof reportsRequestSchema>;

export const commandTypes = ['stop', 'save_now', 'sample_now'] as const;
export type CommandType = (typeof commandTypes)[number];

export const reportsAnswerSchema = z.object({
  acknowledged: z.number().int().describe('The highest report number applied and durable.'),
  lease_expires_at: at,
  commands: z.array(z.object({ id: z.number().int(), type: z.enum(commandTypes) })),
});
export type ReportsAnswer = z.infer<typeof reportsAnswerSchema>;

/** Sent once by an agent before it does anything: the first instance gets the run, any other is refused. */
export const claimRequestSchema = z.object({
  instance: z.string().describe('A random name of the agent process: the same one may ask again.'),
  host: z.string(),
  agent_pid: z.number().int(),
  fence: z
    .number()
    .int()
    .optional()
    .describe('The fence the agent was started with; an old one is answered 409.'),
});
export type ClaimRequest = z.infer<typeof claimRequestSchema>;

/** Announces an artifact; the answer says where its bytes go. */
export const artifactRequestSchema = z.object({
  fence: z.number().int(),
  kind: z.enum(artifactKinds),
  filename: z.string(),
  size_bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  step: z.number().int(),
  index: z.number().int().nullable(),
  prompt: z.string().nullable(),
});
export type ArtifactRequest = z.infer<typeof artifactRequestSchema>;

export const artifactAnswerSchema = z.object({
  artifact_id: z.string(),
  /** Null where the same artifact (name, size and hash) is published already. */
  upload: z
    .object({ url: z.string(), method: z.literal('PUT'), headers: z.record(z.string(), z.string()) })
    .nullable(),
});
export type ArtifactAnswer = z.infer<typeof artifactAnswerSchema>;

/** What became of files that a captioning run looked at; sent again, it changes nothing. */
export const captionsRequestSchema = z.object({
  fence: z.number().int(),
  files: z
    .array(
      z.object({
        filename: z.string().describe('The picture or video, not its caption.'),
        text: z.string().nullable().describe('Its caption; null where there is none.'),
        error: z.string().nullable().describe('Why there is none.'),
      }),
    )
    .max(200),
});
export type CaptionsRequest = z.infer<typeof captionsRequestSchema>;

const captionResults = ['saved', 'kept', 'failed'] as const;

export const captionsAnswerSchema = z.object({
  files: z.array(z.object({ filename: z.string(), result: z.enum(captionResults) })),
});
export type CaptionsAnswer = z.infer<typeof captionsAnswerSchema>;
