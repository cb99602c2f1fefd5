import { z } from 'zod';

/** Which stretch of a log is wanted. */
export const logQuerySchema = z.object({
  offset: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1_000_000).optional().describe('Bytes.'),
});

/** A stretch of the log of a job. */
export const logPageSchema = z.object({
  text: z.string(),
  offset: z.number().int(),
  next_offset: z.number().int().describe('Pass it as `offset` to read on.'),
  complete: z.boolean().describe('True when the job has ended and this is the rest of its log.'),
});
