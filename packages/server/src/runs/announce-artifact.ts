import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { type ArtifactAnswer, type ArtifactRequest, HttpError } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import { authenticateRun, fencedOff, type RunRow } from './authenticate-run.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Takes note of an artifact and says where its bytes go; nowhere when the same one (name, size and hash) is
 * published already. Asked again for one that is under way, it answers with the same id.
 */
export async function announceArtifact(
  options: RunOptions,
  runId: string,
  token: string,
  request: ArtifactRequest,
): Promise<ArtifactAnswer> {
  const run = await authenticateRun(options.db.query, runId, token);
  requireLease(run, request.fence);
  requireSound(request, options.maxArtifactBytes);
  const known = await sameArtifacts(options.db.query, run.job_id, request);
  const published = known.find((artifact) => artifact.published_at !== null);
  if (published !== undefined) {
    // Trained again to the same bytes: it is what the job has become in this run, too.
    await options.db.query
      .updateTable('artifacts')
      .set({ run_id: run.id })
      .where('id', '=', published.id)
      .where('run_id', '<>', run.id)
      .execute();
    return { artifact_id: published.id, upload: null };
  }
  const underWay = known.find((artifact) => artifact.run_id === run.id);
  const id = underWay?.id ?? (await insertArtifact(options, run, request));
  const link = options.links.upload({
    purpose: 'artifact',
    id,
    filename: posix.basename(request.filename),
    sizeBytes: request.size_bytes,
    expiresAt: options.clock.now() + options.uploadLinkMs,
  });
  return { artifact_id: id, upload: { url: link.url, method: 'PUT', headers: { ...link.headers } } };
}

type Announced = Omit<ArtifactRequest, 'fence'>;

/** True where the job has this very artifact. */
export async function isPublished(query: Query, jobId: string, artifact: Announced): Promise<boolean> {
  const known = await sameArtifacts(query, jobId, artifact);
  return known.some((one) => one.published_at !== null);
}

async function sameArtifacts(query: Query, jobId: string, artifact: Announced) {
  return query
    .selectFrom('artifacts')
    .select(['id', 'published_at', 'run_id'])
    .where('job_id', '=', jobId)
    .where('kind', '=', artifact.kind)
    .where('filename', '=', artifact.filename)
    .where('size_bytes', '=', artifact.size_bytes)
    .where('sha256', '=', artifact.sha256)
    .where('step', '=', artifact.step)
    .where('damaged_at', 'is', null)
    .execute();
}

/** Throws 409 where the fencing number is old or the run is over. */
export function requireLease(run: RunRow, fence: number): void {
  if (fence !== run.fence)
    throw fencedOff(`The fencing number ${fence} is not that of the lease, ${run.fence}.`);
  if (run.state === 'ended') throw fencedOff('The run is over.');
}

/** A plain file name that also stands in an HTTP header and a folder of the next run without quoting. */
const filenamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.+=@ -]{0,199}$/;
/** Of a checkpoint that is a folder: how many names lie between it and a file in it, both included. */
const mostNames = 6;
const longestPath = 500;

/** Throws 422 for a name or a size that is not taken. */
export function requireSound(request: Announced, maxBytes: number): void {
  const names = request.kind === 'checkpoint' ? request.filename.split('/') : [request.filename];
  const isTaken =
    names.length <= mostNames &&
    request.filename.length <= longestPath &&
    !request.filename.includes('..') &&
    names.every((name) => filenamePattern.test(name));
  if (!isTaken) {
    throw new HttpError(
      422,
      'The name of the artifact cannot be used: it must be a plain file name of letters, digits and _ . + = @ - or spaces, or that of a file in the folder of a checkpoint.',
    );
  }
  if (request.size_bytes < 0 || request.size_bytes > maxBytes) {
    throw new HttpError(422, `The artifact has ${request.size_bytes} bytes; at most ${maxBytes} are taken.`);
  }
}

/** Writes the row of an artifact whose bytes are still to come. */
export async function insertArtifact(
  { db, clock, artifactKey }: Pick<RunOptions, 'db' | 'clock' | 'artifactKey'>,
  run: Pick<RunRow, 'id' | 'job_id'>,
  request: Announced,
): Promise<string> {
  const id = randomUUID();
  await db.query
    .insertInto('artifacts')
    .values({
      id,
      job_id: run.job_id,
      run_id: run.id,
      kind: request.kind,
      filename: request.filename,
      step: request.step,
      idx: request.index,
      // PostgreSQL's text holds no NUL.
      prompt: request.prompt?.replaceAll('\0', '') ?? null,
      size_bytes: request.size_bytes,
      sha256: request.sha256,
      object_key: artifactKey(run.job_id, id),
      created_at: clock.now(),
      published_at: null,
    })
    .execute();
  return id;
}
