import { randomUUID } from 'node:crypto';
import type { Finding } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { Dialect } from '../db/open.ts';
import { refuseErrors, requestFinding } from './finding-order.ts';
import type { GpuChoice } from './request-fields.ts';

/** A run to be made: one attempt at a job. */
export interface NewRun {
  readonly jobId: string;
  readonly accountId: string;
  readonly number: number;
  readonly fence: number;
  readonly configVersion: number;
  readonly trainer: 'builtin' | 'ai-toolkit';
  readonly gpu: GpuChoice;
  readonly resumeStep: number | null;
  /** Null in the first run of a job. */
  readonly lostSteps: number | null;
  readonly resumeNote: string | null;
  readonly datasets: readonly string[];
  readonly diskBytes: number | null;
  readonly at: number;
}

/** A new id for a run. */
export function newRunId(): string {
  return randomUUID();
}

/**
 * Puts a run into the queue and pins the present revision of every dataset it reads. Throws 42254 or
 * 42255 where a dataset was deleted or changed since the config was checked.
 */
export async function createRun(
  transaction: Query,
  dialect: Dialect,
  runId: string,
  run: NewRun,
): Promise<void> {
  const { checkout } = await transaction
    .selectFrom('accounts')
    .select('checkout')
    .where('id', '=', run.accountId)
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('runs')
    .values({
      id: runId,
      job_id: run.jobId,
      account_id: run.accountId,
      number: run.number,
      state: 'queued',
      fence: run.fence,
      config_version: run.configVersion,
      trainer: run.trainer,
      gpu_type: run.gpu.gpuType,
      gpu_count: run.gpu.gpuCount,
      gpu_id: run.gpu.gpuId,
      acknowledged_seq: 0,
      current_step: run.resumeStep ?? 0,
      resume_step: run.resumeStep,
      lost_steps: run.lostSteps,
      resume_note: run.resumeNote,
      disk_bytes: run.diskBytes,
      checkout,
      created_at: run.at,
    })
    .execute();
  await pinDatasets(transaction, dialect, runId, run);
}

/** Locks the datasets until the transaction ends, so that no sweep reclaims files before the pins are there. */
async function pinDatasets(transaction: Query, dialect: Dialect, runId: string, run: NewRun): Promise<void> {
  if (run.datasets.length === 0) return;
  const found = await transaction
    .selectFrom('datasets')
    .select(['id', 'name', 'revision', 'unvalidated_count', 'error_code'])
    .where('account_id', '=', run.accountId)
    .where('name', 'in', [...run.datasets])
    .where('deleted_at', 'is', null)
    .orderBy('id')
    // SQLite has one writer at a time as it is.
    .$if(dialect === 'postgres', (query) => query.forShare())
    .execute();
  const byName = new Map(found.map((dataset) => [dataset.name, dataset]));
  refuseErrors(run.datasets.flatMap((name) => problemOf(name, byName.get(name))));
  await transaction
    .insertInto('run_datasets')
    .values(
      found.map(({ id, name, revision }) => ({
        run_id: runId,
        dataset_id: id,
        name,
        revision,
        released_at: null,
      })),
    )
    .execute();
}

/** Preflight has looked already; this is what changed since. */
function problemOf(
  name: string,
  dataset: { unvalidated_count: number; error_code: number | null } | undefined,
): Finding[] {
  if (dataset === undefined) {
    return [requestFinding(42254, '', `There is no dataset "${name}": it was deleted just now.`)];
  }
  if (dataset.unvalidated_count === 0 && dataset.error_code === null) return [];
  const message = `The dataset "${name}" is not READY: it was changed just now.`;
  return [requestFinding(42255, '', message, 'Wait until it is READY, then try again.')];
}
