import { randomUUID } from 'node:crypto';
import { ApiError } from '@trainyard/core';
import type { Dialect } from '../db/open.ts';
import { inContractOrder, requestFinding } from './finding-order.ts';
import type { Query } from './in-transaction.ts';
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
  readonly datasets: readonly string[];
  readonly at: number;
}

/** A new id for a run. */
export function newRunId(): string {
  return randomUUID();
}

/**
 * Puts a run into the queue and pins the present revision of every dataset it reads. Throws 42254 where a
 * dataset was deleted since the config was checked.
 */
export async function createRun(
  transaction: Query,
  dialect: Dialect,
  runId: string,
  run: NewRun,
): Promise<void> {
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
      created_at: run.at,
    })
    .execute();
  await pinDatasets(transaction, dialect, runId, run);
}

async function pinDatasets(transaction: Query, dialect: Dialect, runId: string, run: NewRun): Promise<void> {
  if (run.datasets.length === 0) return;
  const found = await transaction
    .selectFrom('datasets')
    .select(['id', 'name', 'revision'])
    .where('account_id', '=', run.accountId)
    .where('name', 'in', [...run.datasets])
    .where('deleted_at', 'is', null)
    // SQLite has one writer at a time; elsewhere the lock keeps a deletion out until the pin is there.
    .$if(dialect === 'postgres', (query) => query.forShare())
    .execute();
  const names = new Set(found.map(({ name }) => name));
  const missing = run.datasets.filter((name) => !names.has(name));
  if (missing.length > 0) {
    const findings = inContractOrder(
      missing.map((name) =>
        requestFinding(42254, '', `There is no dataset "${name}": it was deleted just now.`),
      ),
    );
    throw new ApiError(42254, findings[0]?.message ?? '', { findings });
  }
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
