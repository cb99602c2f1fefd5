import { HttpError } from '@trainyard/core';
import { inTransaction } from '../db/in-transaction.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { requireLease } from './announce-artifact.ts';
import { publishArtifact } from './artifact-rows.ts';
import { authenticateRun, fencedOff } from './authenticate-run.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Publishes an artifact whose bytes are in the store. Asked again, it answers the same. Throws 404 where the
 * run has not announced it, 422 where its bytes are not in the store, 409 where the lease
 * is not held.
 */
export async function completeArtifact(
  options: RunOptions,
  runId: string,
  token: string,
  artifactId: string,
  fence: number,
): Promise<{ artifact_id: string; published: true }> {
  const run = await authenticateRun(options.db.query, runId, token);
  requireLease(run, fence);
  const artifact = await options.db.query
    .selectFrom('artifacts')
    .selectAll()
    .where('id', '=', artifactId)
    .where('job_id', '=', run.job_id)
    .executeTakeFirst();
  if (artifact === undefined) throw new HttpError(404, 'This run has announced no such artifact.');
  if (artifact.published_at === null) {
    const stored = await options.store.head(parseObjectKey(artifact.object_key));
    if (stored?.sizeBytes !== artifact.size_bytes) {
      throw new HttpError(422, 'The bytes of the artifact are not in the store; upload them first.');
    }
    await inTransaction(options.db, async (transaction) => {
      const now = options.clock.now();
      // Touches the run's row, so that a run that is being closed and its last artifact wait for each other.
      const { numUpdatedRows } = await transaction
        .updateTable('runs')
        .set({ fence })
        .where('id', '=', run.id)
        .where('fence', '=', fence)
        .where('state', '<>', 'ended')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw fencedOff('The run is over.');
      await publishArtifact(transaction, artifact, now);
    });
    options.signals.changed(run.job_id);
  }
  return { artifact_id: artifact.id, published: true };
}
