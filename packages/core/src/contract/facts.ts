import { z } from 'zod';
import { datasetStatuses } from '../datasets/state.ts';
import type { Facts } from '../preflight/facts.ts';

const fileSample = z.object({ count: z.number().int(), examples: z.array(z.string()) });
const range = z.object({ min: z.number(), max: z.number() }).nullable();

/** The shape of the facts in an answer. */
export const factsSchema = z.object({
  datasets: z
    .record(
      z.string(),
      z.object({
        status: z.enum(datasetStatuses),
        error: z.string().nullable(),
        images: z.number().int(),
        videos: z.number().int(),
        uncaptioned: z.record(z.string(), fileSample),
        frames: range,
        durationSeconds: range,
        longSidePx: range,
      }),
    )
    .nullable()
    .describe('By name. One that the config names and that is absent does not exist.'),
  pairings: z.record(z.string(), z.object({ missing: fileSample, several: fileSample })),
  files: z.record(z.string(), z.boolean()),
  account: z.object({ hfToken: z.boolean().describe('Whether there is one; never the token.') }),
  installation: z.object({
    hfToken: z.boolean(),
    modelFolders: z.array(z.string()),
    trainerVersion: z.string().nullable(),
    ruleOverrides: z.record(z.string(), z.enum(['error', 'warning', 'off', 'auto'])),
    allow: z.object({ hubPush: z.boolean(), trackers: z.boolean() }),
  }),
}) satisfies z.ZodType<Facts>;
