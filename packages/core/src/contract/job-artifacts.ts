import { z } from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import { defineRoute } from './route.ts';

const base = '/prod/v1/trainers/ai-toolkit/jobs';
const jobErrors = [40051, 40451, 50051] as const satisfies readonly ErrorCode[];

/** The optimizer states that a job keeps, as its result lists them. */
export const optimizerStatesSchema = z
  .array(z.object({ step: z.number().int(), size_bytes: z.number().int() }))
  .describe('Kept for resumes, of the newest checkpoints only; not downloaded.');

const deletedSchema = z.object({
  deleted: z.array(z.string()).describe('The names of the files that are gone.'),
  freed_bytes: z.number().int().describe('What the store gives back, within minutes.'),
});

const uploading = 'is being uploaded at this moment';

/** Deletes single things that a job made. */
export const jobArtifactRoutes = {
  deleteCheckpoint: defineRoute({
    id: 'deleteCheckpoint',
    method: 'DELETE',
    path: `${base}/{job_id}/checkpoints/{filename}`,
    summary:
      'Delete one checkpoint: both files where a model has two, all where it is a folder, and the optimizer state that belongs to it',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: deletedSchema },
    errors: jobErrors,
    otherRefusals: [
      [404, 'The job has no checkpoint of this name.'],
      [409, `The checkpoint ${uploading}, or a run that waits or has just begun goes on from it.`],
    ],
  }),
  deleteSample: defineRoute({
    id: 'deleteSample',
    method: 'DELETE',
    path: `${base}/{job_id}/samples/{filename}`,
    summary: 'Delete one sample; its name is the last part of the path of its link',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: deletedSchema },
    errors: jobErrors,
    otherRefusals: [
      [404, 'The job has no sample of this name.'],
      [409, `The sample ${uploading}.`],
    ],
  }),
  deleteOptimizerStates: defineRoute({
    id: 'deleteOptimizerStates',
    method: 'DELETE',
    path: `${base}/{job_id}/optimizer-states`,
    summary: 'Delete the kept optimizer states; a resume then begins with a new one',
    tag: 'Training jobs',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: deletedSchema },
    errors: jobErrors,
    otherRefusals: [
      [409, `An optimizer state ${uploading}, or a run that waits or has just begun goes on from it.`],
    ],
  }),
} as const;
