import { z } from 'zod';

/**
 * What a well-formed body looks like, for calls whose route lets any value through so that each field is
 * refused with its own code. Documentation and the client are made from these; the server does not use them.
 */
export const requestSchemas = {
  createDataset: z.object({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/)
      .optional()
      .describe('Letters, digits, `_` and `-`; left out, the server makes one up (`ds_…`).'),
  }),
  getUploadEndpoint: z.object({
    filenameToByteSize: z
      .record(z.string(), z.number().int().min(0))
      .describe('Name of each file, and its exact size in bytes.'),
  }),
  submitJob: z.object({
    config_file_format: z.literal('yaml'),
    config_file: z.string().describe('The AI Toolkit config, as YAML text.'),
    gpu_type: z
      .string()
      .describe('`ADA_80_PLUS` (H100), `HOPPER_141` (H200), or another type that is offered.'),
    gpu_count: z
      .union([z.literal(1), z.literal(8)])
      .optional()
      .describe('1 if left out; 8 only with `ADA_80_PLUS`.'),
    gpu_id: z
      .string()
      .nullable()
      .optional()
      .describe('A device of the installation, such as `#1`; null for any of the type.'),
  }),
  validateJob: z.object({
    config_file_format: z.literal('yaml'),
    config_file: z.string().describe('The AI Toolkit config, as YAML text.'),
    gpu_type: z.string(),
    gpu_count: z.union([z.literal(1), z.literal(8)]).optional(),
    gpu_id: z.string().nullable().optional(),
  }),
  resumeJob: z.object({
    gpu_type: z.string().optional().describe('Where to go on; the type of the last run if left out.'),
    gpu_count: z
      .union([z.literal(1), z.literal(8)])
      .optional()
      .describe('The count of the last run if left out.'),
    from_step: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('A step with a checkpoint; 0 begins anew. The highest if left out.'),
  }),
  editJob: z.object({
    config_file_format: z.literal('yaml'),
    config_file: z.string().describe('The whole new config; `config.name` stays the same.'),
    gpu_type: z.string().optional(),
    gpu_count: z.union([z.literal(1), z.literal(8)]).optional(),
    gpu_id: z
      .string()
      .nullable()
      .optional()
      .describe('null for any of the type; that of the job if left out.'),
  }),
} as const;
