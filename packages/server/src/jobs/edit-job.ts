import { ApiError, type Finding, HttpError } from '@trainyard/core';
import { inTransaction, isUniqueViolation, type Query } from '../db/in-transaction.ts';
import type { AcceptedConfig } from './check-config.ts';
import { checkSubmission, type SubmissionBody } from './check-submission.ts';
import { findJob, parseJobId } from './find-job.ts';
import { inContractOrder, refuseErrors } from './finding-order.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { jobStatus } from './job-status.ts';
import type { Job } from './present-job.ts';
import { finalStep } from './progress.ts';
import type { GpuChoice } from './request-fields.ts';
import { outlookFindings } from './resume-outlook.ts';
import { insertConfig } from './submit-job.ts';
import { transitionJob } from './transition.ts';

/** A job after an edit, with what was found in its config. */
export interface EditedJob extends Job {
  readonly findings: Finding[];
}

/**
 * Gives a job that is not active (else 42276) another config of the same name (else 42277), checked like a
 * submission. The old version stays. A `FAILED` job becomes `STOPPED`, so that it can be resumed. Returns what was found
 * and is no error as well: a config that cannot go on from the checkpoint is one that can begin anew.
 */
export async function editJob(
  options: JobOptions,
  accountId: string,
  jobId: string,
  body: SubmissionBody,
): Promise<EditedJob> {
  const id = parseJobId(jobId);
  const checked = await checkSubmission(options, accountId, body, { kind: 'edit', jobId: id });
  refuseErrors(checked.findings);
  const { config, gpu } = checked;
  if (config === null) throw new Error('Preflight accepted a config without reading it');
  try {
    await inTransaction(options.db, async (transaction) => {
      const job = await findJob(transaction, accountId, id);
      await replaceConfig(options, transaction, job, { config, gpu });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new HttpError(
      409,
      'The job was edited by another request at the same moment. Look at it, then edit again.',
    );
  }
  options.signals.changed(id);
  const mismatches = await outlookFindings(options.db.query, await findJob(options.db.query, accountId, id));
  const findings = [...inContractOrder([...checked.findings, ...mismatches])];
  return { ...(await jobStatus(options, accountId, id)), findings };
}

async function replaceConfig(
  options: JobOptions,
  transaction: Query,
  job: JobRow,
  next: { config: AcceptedConfig; gpu: GpuChoice },
): Promise<void> {
  const { config, gpu } = next;
  const at = options.clock.now();
  const version = job.config_version + 1;
  const stoodAtEnd = job.run_outcome === 'finished' && job.current_step >= config.totalSteps;
  const to = await transitionJob(transaction, {
    jobId: job.id,
    runId: job.run_id,
    from: job.status,
    event: 'edit',
    at,
    set: {
      config_version: version,
      total_steps: config.totalSteps,
      current_step: finalStep(stoodAtEnd, job.current_step, config.totalSteps),
      gpu_type: gpu.gpuType,
      gpu_count: gpu.gpuCount,
      gpu_id: gpu.gpuId,
      ...(job.status === 'FAILED' && { error_code: null, error_message: null, error_reason: null }),
    },
  });
  if (to === null) {
    const { status } = await findJob(transaction, job.account_id, job.id);
    throw new ApiError(
      42276,
      `The job is ${status}; it can be edited once it is STOPPED, CANCELED or FAILED.`,
    );
  }
  await insertConfig(options, transaction, { jobId: job.id, version, config, at });
}
