import type { Report } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { ArtifactsTable } from '../db/tables.ts';
import { recordJobEvent } from '../jobs/job-event.ts';
import { discardObjects } from '../jobs/release-run.ts';
import type { RunRow } from './authenticate-run.ts';

/**
 * Optimizer states are as large as what they belong to and serve only a resume: this many steps keep theirs.
 * Steps whose checkpoint is not published do not count, since nothing can be resumed from them as yet.
 */
const keptOptimizerSteps = 2;

/** Makes an artifact part of its job in place of an earlier one of the same kind and name. */
export async function publishArtifact(
  transaction: Query,
  artifact: ArtifactsTable,
  now: number,
): Promise<void> {
  const replaced = await transaction
    .deleteFrom('artifacts')
    .where('job_id', '=', artifact.job_id)
    .where('kind', '=', artifact.kind)
    .where('filename', '=', artifact.filename)
    .where('published_at', 'is not', null)
    .where('id', '<>', artifact.id)
    .returning('object_key')
    .execute();
  await transaction
    .updateTable('artifacts')
    .set({ published_at: now })
    .where('id', '=', artifact.id)
    .execute();
  const mayOutdate = artifact.kind === 'optimizer' || artifact.kind === 'checkpoint';
  const outdated = mayOutdate ? await dropOldOptimizers(transaction, artifact.job_id) : [];
  await discardObjects(
    transaction,
    [...replaced, ...outdated].map((row) => row.object_key),
    now,
  );
  await recordJobEvent(transaction, {
    jobId: artifact.job_id,
    runId: artifact.run_id,
    at: now,
    type: 'artifact',
    data: {
      kind: artifact.kind,
      filename: artifact.filename,
      step: artifact.step,
      size_bytes: artifact.size_bytes,
    },
  });
}

/** The newest are those of the newest run: one that went on from an earlier step begins below what it left behind. */
async function dropOldOptimizers(transaction: Query, jobId: string): Promise<{ object_key: string }[]> {
  const optimizers = transaction
    .selectFrom('artifacts')
    .innerJoin('runs', 'runs.id', 'artifacts.run_id')
    .where('artifacts.job_id', '=', jobId)
    .where('artifacts.kind', '=', 'optimizer')
    .where('artifacts.published_at', 'is not', null);
  const newest = await optimizers
    .select(['runs.number', 'artifacts.step'])
    .distinct()
    .where('artifacts.step', 'in', (eb) =>
      eb
        .selectFrom('artifacts as checkpoint')
        .select('checkpoint.step')
        .where('checkpoint.job_id', '=', jobId)
        .where('checkpoint.kind', '=', 'checkpoint')
        .where('checkpoint.published_at', 'is not', null),
    )
    .orderBy('runs.number', 'desc')
    .orderBy('artifacts.step', 'desc')
    .limit(keptOptimizerSteps)
    .execute();
  const oldestKept = newest.at(-1);
  if (oldestKept === undefined || newest.length < keptOptimizerSteps) return [];
  const older = optimizers
    .select('artifacts.id')
    .where((eb) =>
      eb(eb.refTuple('runs.number', 'artifacts.step'), '<', eb.tuple(oldestKept.number, oldestKept.step)),
    );
  return transaction.deleteFrom('artifacts').where('id', 'in', older).returning('object_key').execute();
}

/** The trainer rotated a file away: it is no part of the job's result any more. */
export async function removeArtifact(
  transaction: Query,
  run: Pick<RunRow, 'id' | 'job_id'>,
  report: Pick<Extract<Report, { type: 'artifact_removed' }>, 'kind' | 'filename'>,
  now: number,
): Promise<void> {
  const removed = await transaction
    .deleteFrom('artifacts')
    .where('job_id', '=', run.job_id)
    .where('kind', '=', report.kind)
    .where('filename', '=', report.filename)
    .where('published_at', 'is not', null)
    .returning('object_key')
    .execute();
  if (removed.length === 0) return;
  await discardObjects(
    transaction,
    removed.map((row) => row.object_key),
    now,
  );
  await recordJobEvent(transaction, {
    jobId: run.job_id,
    runId: run.id,
    at: now,
    type: 'artifact_removed',
    data: { kind: report.kind, filename: report.filename },
  });
}
