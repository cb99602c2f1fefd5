import { z } from 'zod';
import { type Edit, type Finding, severities } from '../preflight/finding.ts';

const pathSchema = z.array(z.union([z.string(), z.number().int()]));

/** The shape of an edit in an answer. */
export const editSchema = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('set'), path: pathSchema, value: z.json() }),
  z.object({ operation: z.literal('remove'), path: pathSchema }),
  z.object({ operation: z.literal('rename'), path: pathSchema, key: z.string() }),
]) satisfies z.ZodType<Edit>;

/** The shape of a finding in an answer. */
export const findingSchema = z.object({
  code: z.number().int().nullable().describe('Number in the error catalogue; null for warnings of our own.'),
  name: z.string().describe('Name in the catalogue, or of the condition: UNKNOWN_KEY.'),
  severity: z.enum(severities),
  message: z.string().describe('What is wrong, naming the offending value.'),
  path: z.string().describe('Where: config.process[0].train.lr; empty for the whole config.'),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  fix: z.string().optional().describe('What to do about it.'),
  edit: editSchema.optional().describe('The same as a change that can be made without asking.'),
  relaxed: z
    .object({ since: z.string().describe('The trainer version from which this works.') })
    .optional()
    .describe('Newer trainers do not fail here; an installation can lower this rule.'),
}) satisfies z.ZodType<Finding>;
