import { z } from 'zod';
import {
  artifactAnswerSchema,
  artifactRequestSchema,
  assignmentSchema,
  captionsAnswerSchema,
  captionsRequestSchema,
  claimRequestSchema,
  reportsAnswerSchema,
  reportsRequestSchema,
} from '../runs/protocol.ts';
import { defineRoute, longJsonBytes } from './route.ts';

const base = '/runs/v1/{run_id}';

/** The run protocol's calls, made by agents with a run's own token. */
export const runRoutes = {
  claimRun: defineRoute({
    id: 'claimRun',
    method: 'POST',
    path: `${base}/claim`,
    summary: 'Take a run; answered 409 when another agent has it or it has ended',
    tag: 'Runs',
    access: 'run',
    body: { kind: 'json', schema: claimRequestSchema },
    success: { kind: 'json', status: 200, schema: assignmentSchema },
    errors: [],
  }),
  reportRun: defineRoute({
    id: 'reportRun',
    method: 'POST',
    path: `${base}/reports`,
    summary: 'Report in order and renew the lease; the answer carries commands',
    tag: 'Runs',
    access: 'run',
    body: { kind: 'json', schema: reportsRequestSchema, maxBytes: longJsonBytes },
    success: { kind: 'json', status: 200, schema: reportsAnswerSchema },
    errors: [],
  }),
  announceArtifact: defineRoute({
    id: 'announceArtifact',
    method: 'POST',
    path: `${base}/artifacts`,
    summary: 'Announce an artifact and learn where its bytes go',
    tag: 'Runs',
    access: 'run',
    body: { kind: 'json', schema: artifactRequestSchema, maxBytes: longJsonBytes },
    success: { kind: 'json', status: 200, schema: artifactAnswerSchema },
    errors: [],
  }),
  completeArtifact: defineRoute({
    id: 'completeArtifact',
    method: 'POST',
    path: `${base}/artifacts/{artifact_id}/complete`,
    summary: 'Publish an artifact whose bytes are durable',
    tag: 'Runs',
    access: 'run',
    body: { kind: 'json', schema: z.object({ fence: z.number().int() }) },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ artifact_id: z.string(), published: z.literal(true) }),
    },
    errors: [],
  }),
  sendCaptions: defineRoute({
    id: 'sendCaptions',
    method: 'POST',
    path: `${base}/captions`,
    summary: 'Hand over the captions of a captioning run; answered once they are durable',
    tag: 'Runs',
    access: 'run',
    body: { kind: 'json', schema: captionsRequestSchema, maxBytes: longJsonBytes },
    success: { kind: 'json', status: 200, schema: captionsAnswerSchema },
    errors: [],
  }),
} as const;
