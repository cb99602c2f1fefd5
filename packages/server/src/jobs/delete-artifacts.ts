import { areOneCheckpoint, type CallAnswer, HttpError, type jobArtifactRoutes } from '@trainyard/core';
import { inTransaction, type Query } from '../db/in-transaction.ts';
import type { ArtifactsTable } from '../db/tables.ts';
import { findJob } from './find-job.ts';
import { recordJobEvent } from './job-event.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { discardObjects } from './release-run.ts';

/** What is gone, as the API answers it. */
export type DeletedArtifacts = CallAnswer<typeof jobArtifactRoutes.deleteCheckpoint>;

/**
 * Deletes a checkpoint: the file, that of the other stage where the model has two, all files of a folder, and the optimizer state of the
 * step once no checkpoint of it is left. Throws 404 where there is none of that name, and 409 while something of the
 * step is being uploaded, or while a run may still have to begin with it.
 */
export async function deleteCheckpoint(
  options: JobOptions,
  accountId: string,
  jobId: string,
  filename: string,
): Promise<DeletedArtifacts> {
  return removeArtifacts(options, accountId, jobId, (job, known) => {
    const named = findNamed(known, 'checkpoint', filename);
    const ofStep = known.filter(({ kind, step }) => kind !== 'sample' && step === named.step);
    refuseUnderWay(ofStep);
    refuseNeeded(job, known, named.step, `The checkpoint of step ${named.step}`);
    const gone = ofStep.filter(
      (one) => one.kind === 'checkpoint' && areOneCheckpoint(filename, one.filename),
    );
    const isLast = ofStep.every((one) => one.kind === 'optimizer' || gone.includes(one));
    return isLast ? ofStep : gone;
  });
}

/** Deletes a sample. Throws 404 where there is none of that name, and 409 while it is being uploaded. */
export async function deleteSample(
  options: JobOptions,
  accountId: string,
  jobId: string,
  filename: string,
): Promise<DeletedArtifacts> {
  return removeArtifacts(options, accountId, jobId, (_, known) => {
    const named = findNamed(known, 'sample', filename);
    refuseUnderWay(known.filter((one) => one.kind === 'sample' && one.filename === filename));
    return [named];
  });
}

/** Deletes the optimizer states that are kept for resumes. Throws 409 as `deleteCheckpoint` does. */
export async function deleteOptimizerStates(
  options: JobOptions,
  accountId: string,
  jobId: string,
): Promise<DeletedArtifacts> {
  return removeArtifacts(options, accountId, jobId, (job, known) => {
    const states = known.filter(({ kind }) => kind === 'optimizer');
    refuseUnderWay(states);
    for (const { step } of states) refuseNeeded(job, known, step, `The optimizer state of step ${step}`);
    return states;
  });
}

type Artifact = Pick<
  ArtifactsTable,
  'id' | 'kind' | 'filename' | 'step' | 'size_bytes' | 'object_key' | 'run_id' | 'published_at'
>;

/**
 * In one transaction the rows go and their objects become garbage, which the sweeper deletes: a crash leaves either
 * all of it or nothing.
 */
async function removeArtifacts(
  options: JobOptions,
  accountId: string,
  jobId: string,
  choose: (job: JobRow, known: readonly Artifact[]) => readonly Artifact[],
): Promise<DeletedArtifacts> {
  const { id } = await findJob(options.db.query, accountId, jobId);
  const gone = await inTransaction(options.db, async (transaction) => {
    // A resume writes to this row, too: either it sees that the files are gone, or this sees its run.
    await transaction
      .updateTable('jobs')
      .set((eb) => ({ fence: eb.ref('fence') }))
      .where('id', '=', id)
      .execute();
    const job = await findJob(transaction, accountId, id);
    const chosen = choose(job, await knownArtifacts(transaction, id));
    await forget(transaction, id, chosen, options.clock.now());
    return chosen;
  });
  if (gone.length > 0) {
    options.notifyReclaim();
    options.signals.changed(id);
  }
  return {
    deleted: gone.map(({ filename }) => filename),
    freed_bytes: gone.reduce((sum, one) => sum + one.size_bytes, 0),
  };
}

async function knownArtifacts(transaction: Query, jobId: string): Promise<readonly Artifact[]> {
  return transaction
    .selectFrom('artifacts')
    .select(['id', 'kind', 'filename', 'step', 'size_bytes', 'object_key', 'run_id', 'published_at'])
    .where('job_id', '=', jobId)
    .where('kind', '<>', 'config')
    .orderBy('step')
    .orderBy('filename')
    .execute();
}

async function forget(
  transaction: Query,
  jobId: string,
  gone: readonly Artifact[],
  at: number,
): Promise<void> {
  for (const { id, kind, filename } of gone) {
    await transaction.deleteFrom('artifacts').where('id', '=', id).execute();
    await recordJobEvent(transaction, {
      jobId,
      runId: null,
      at,
      type: 'artifact_removed',
      data: { kind, filename },
    });
  }
  await discardObjects(
    transaction,
    gone.map((one) => one.object_key),
    at,
  );
}

function findNamed(known: readonly Artifact[], kind: Artifact['kind'], filename: string): Artifact {
  const isNamed = kind === 'checkpoint' ? areOneCheckpoint : (one: string, other: string) => one === other;
  const named = known.filter((one) => one.kind === kind && isNamed(one.filename, filename));
  const published = named.find((one) => one.published_at !== null);
  if (published !== undefined) return published;
  refuseUnderWay(named);
  throw new HttpError(404, `The job has no ${kind} ${JSON.stringify(filename.slice(0, 200))}.`);
}

function refuseUnderWay(artifacts: readonly Artifact[]): void {
  const underWay = artifacts.find((one) => one.published_at === null);
  if (underWay === undefined) return;
  throw new HttpError(
    409,
    `The run is uploading ${underWay.filename} at this moment. Delete it again when that is done.`,
  );
}

/** Until a run has saved a checkpoint of its own, it may have to begin once more with the one that it goes on from. */
function refuseNeeded(job: JobRow, known: readonly Artifact[], step: number, what: string): void {
  if (job.run_state === 'ended' || job.resume_step !== step) return;
  const hasSaved = known.some(
    (one) =>
      one.kind === 'checkpoint' &&
      one.run_id === job.run_id &&
      one.published_at !== null &&
      one.step !== step,
  );
  if (hasSaved) return;
  throw new HttpError(
    409,
    `${what} is what run ${job.run_number} of the job goes on from, and that run has not saved a checkpoint of its own as yet. Delete it afterwards, or cancel the job first.`,
  );
}
