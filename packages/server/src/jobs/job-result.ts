import { posix } from 'node:path';
import { entryOf, type jobResultSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { ArtifactsTable } from '../db/tables.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { checkpointFolder, incompleteFolders } from './checkpoint-folders.ts';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { presentError } from './present-job.ts';
import { resumeOutlook } from './resume-outlook.ts';

/** What a job has made so far, as the API answers it. */
export type JobResult = z.input<typeof jobResultSchema>;

/**
 * Signed links to everything that is published, in whatever status the job is: checkpoints by step with the
 * final one last, samples by step and index, the config that ran last.
 */
export async function jobResult(
  options: Pick<JobOptions, 'db' | 'links'>,
  accountId: string,
  jobId: string,
): Promise<JobResult> {
  const job = await findJob(options.db.query, accountId, jobId);
  const artifacts = await options.db.query
    .selectFrom('artifacts')
    .selectAll()
    .where('job_id', '=', job.id)
    .where('kind', 'in', ['checkpoint', 'optimizer', 'sample', 'config'])
    .where('published_at', 'is not', null)
    .execute();
  const linkTo = (artifact: ArtifactsTable) =>
    options.links.download({
      key: parseObjectKey(artifact.object_key),
      filename: posix.basename(artifact.filename),
    });
  const incomplete = incompleteFolders(artifacts);
  const isShown = (artifact: ArtifactsTable) => !incomplete.has(checkpointFolder(artifact) ?? '');
  const ofKind = (kind: ArtifactsTable['kind']) => artifacts.filter((artifact) => artifact.kind === kind);
  const config = ofKind('config')
    .sort((a, b) => (a.published_at ?? 0) - (b.published_at ?? 0))
    .at(-1);
  return {
    id: job.id,
    name: job.name,
    status: job.status,
    artifacts: {
      checkpoints: ofKind('checkpoint')
        .filter(isShown)
        .sort(byStep)
        .map((artifact) => ({
          path: linkTo(artifact),
          filename: artifact.filename,
          step: artifact.step,
          size_bytes: artifact.size_bytes,
          sha256: artifact.sha256,
        })),
      config: config === undefined ? null : { path: linkTo(config) },
      samples: ofKind('sample')
        .sort((a, b) => a.step - b.step || (a.idx ?? 0) - (b.idx ?? 0))
        .map((artifact) => ({
          path: linkTo(artifact),
          step: artifact.step,
          index: artifact.idx ?? 0,
          prompt: artifact.prompt ?? '',
        })),
    },
    error: presentError(job),
    resume: await resumeOutlook(options.db.query, job),
    optimizer_states: ofKind('optimizer')
      .sort(byStep)
      .map(({ step, size_bytes }) => ({ step, size_bytes })),
  };
}

/**
 * By step; of one step the final checkpoint, whose name has no step in it and so is shorter, comes last. The files of
 * a folder stay together.
 */
export function byStep(
  a: Pick<ArtifactsTable, 'step' | 'filename'>,
  b: Pick<ArtifactsTable, 'step' | 'filename'>,
): number {
  return (
    a.step - b.step ||
    entryOf(b.filename).length - entryOf(a.filename).length ||
    (a.filename < b.filename ? -1 : 1)
  );
}
