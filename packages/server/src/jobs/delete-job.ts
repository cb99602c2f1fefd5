import { HttpError, isEnded } from '@trainyard/core';
import { inTransaction } from '../db/in-transaction.ts';
import type { JobKind } from '../db/tables.ts';
import { findJob } from './find-job.ts';
import { recordJobEvent } from './job-event.ts';
import type { JobOptions } from './job-options.ts';
import { discardObjects } from './release-run.ts';

/**
 * Deletes an ended job and what it made; its name is free again. A job that is active, or whose processes are
 * still being stopped, is refused with 409.
 */
export async function deleteJob(
  options: JobOptions,
  accountId: string,
  jobId: string,
  kind: JobKind = 'training',
): Promise<{ id: string; deleted: true }> {
  const id = await inTransaction(options.db, async (transaction) => {
    const job = await findJob(transaction, accountId, jobId, kind);
    if (!isEnded(job.status)) {
      throw new HttpError(409, `The job is ${job.status}. Cancel it, then delete it.`);
    }
    if (job.run_state !== 'ended') {
      throw new HttpError(
        409,
        'The last run of the job is still being stopped. Delete it again in a moment.',
      );
    }
    const at = options.clock.now();
    const { numUpdatedRows } = await transaction
      .updateTable('jobs')
      .set({ deleted_at: at, updated_at: at })
      .where('id', '=', job.id)
      .where('status', '=', job.status)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw new HttpError(
        409,
        'The job was changed by another request at the same moment. Look at it again.',
      );
    }
    const artifacts = await transaction
      .deleteFrom('artifacts')
      .where('job_id', '=', job.id)
      .returning('object_key')
      .execute();
    await discardObjects(
      transaction,
      artifacts.map((artifact) => artifact.object_key),
      at,
    );
    await transaction.deleteFrom('caption_results').where('job_id', '=', job.id).execute();
    await transaction.deleteFrom('metrics').where('job_id', '=', job.id).execute();
    await transaction.deleteFrom('gpu_readings').where('job_id', '=', job.id).execute();
    await transaction.deleteFrom('job_log_chunks').where('job_id', '=', job.id).execute();
    await transaction
      .updateTable('job_configs')
      .set({ hf_token_ciphertext: null })
      .where('job_id', '=', job.id)
      .execute();
    await recordJobEvent(transaction, { jobId: job.id, runId: null, at, type: 'deleted', data: {} });
    return job.id;
  });
  options.notifyReclaim();
  options.signals.changed(id);
  return { id, deleted: true };
}
