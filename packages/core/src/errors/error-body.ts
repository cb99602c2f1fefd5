import { z } from 'zod';
import { findingSchema } from '../contract/findings.ts';

/** The JSON of every answer that is not a success. */
export const errorBodySchema = z.object({
  error_code: z.number().int().nullable().describe('Number in the catalogue; null for failures outside it.'),
  error_name: z.string().nullable().describe('Name in the catalogue, such as INVALID_YAML.'),
  error_message: z.string().describe('One readable sentence naming the offending value.'),
  doc_url: z.string().nullable().describe('A page of this server that explains the error.'),
  request_id: z.string().describe('Also in the x-request-id header and in the log.'),
  findings: z.array(findingSchema).optional().describe('Every problem found in a refused config.'),
});

export type ErrorBody = z.infer<typeof errorBodySchema>;
