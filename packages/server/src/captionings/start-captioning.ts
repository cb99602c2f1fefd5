import { randomUUID } from 'node:crypto';
import { ApiError, type Captioner, HttpError } from '@trainyard/core';
import type { Transaction } from 'kysely';
import { type DatasetRow, datasetNotFound, findDataset, statusOf } from '../datasets/dataset-row.ts';
import { lockDataset } from '../datasets/lock-dataset.ts';
import { inTransaction, type Query } from '../db/in-transaction.ts';
import type { Database } from '../db/tables.ts';
import { createRun, newRunId } from '../jobs/create-run.ts';
import { refuseErrors } from '../jobs/finding-order.ts';
import { recordJobEvent } from '../jobs/job-event.ts';
import { checkGpuFields, type GpuChoice } from '../jobs/request-fields.ts';
import { hubTokenOf } from '../runs/hub-token.ts';
import type { CaptioningOptions } from './captioning-options.ts';
import { findCaptioning } from './captioning-row.ts';
import {
  type CaptioningBody,
  type CaptioningSettings,
  captionConfig,
  captionerOf,
  scopeFor,
  settingsOf,
} from './captioning-settings.ts';
import { checkCaptionModel } from './check-model.ts';
import { type CaptionScope, filesToCaption } from './files-to-caption.ts';
import { type Captioning, presentCaptioning } from './present-captioning.ts';

/** Why no captioner can be run here. */
export const builtinHasNone =
  'This installation trains with the built-in trainer, which has no captioner. Set TRAINER=ai-toolkit, with a checkout of AI Toolkit.';

/**
 * Puts a captioning of a dataset into the queue. `id` is null where any will do; where a captioning has it already,
 * that one is the answer. Throws 409 where there is nothing to do or the dataset is being captioned, and as a
 * submission does for GPUs, models and datasets that are not READY.
 */
export async function startCaptioning(
  options: CaptioningOptions,
  accountId: string,
  datasetId: string,
  body: CaptioningBody,
  id: string | null = null,
): Promise<Captioning> {
  const { db, clock } = options;
  const dataset = await findDataset(db, accountId, datasetId, clock.now());
  const jobId = id ?? randomUUID();
  if (id === null || !(await isMade(db.query, id))) {
    requireReady(dataset);
    const captioner = captionerOf(body.captioner);
    const settings = settingsOf(body, captioner);
    const gpu = await chooseGpu(options, body);
    checkCaptionModel(captioner, settings.model, options.modelFolders);
    if (options.trainer === 'builtin') throw new HttpError(409, builtinHasNone);
    const config = captionConfig(`captioning-${jobId}`, dataset.name, captioner, settings);
    if (options.refusedModels !== null) {
      const token = await hubTokenOf(options, accountId, null);
      refuseErrors(await options.refusedModels(config, token));
    }
    await inTransaction(db, (transaction) =>
      insert(options, transaction, { jobId, accountId, dataset, captioner, settings, gpu, config }),
    );
  }
  options.notifyDispatcher();
  return presentCaptioning(db.query, await findCaptioning(db.query, accountId, jobId));
}

async function isMade(query: Query, id: string): Promise<boolean> {
  const job = await query.selectFrom('jobs').select('id').where('id', '=', id).executeTakeFirst();
  return job !== undefined;
}

function requireReady(dataset: DatasetRow): void {
  if (dataset.file_count === 0) {
    throw new HttpError(
      409,
      `The dataset "${dataset.name}" is empty. Upload pictures or videos to it first.`,
    );
  }
  if (dataset.unvalidated_count === 0 && dataset.error_code === null) return;
  throw new ApiError(
    42255,
    `The dataset "${dataset.name}" is ${statusOf(dataset)}, not READY. Wait until its files are checked.`,
  );
}

async function chooseGpu(options: CaptioningOptions, body: CaptioningBody): Promise<GpuChoice> {
  const offers = await options.gpuOffers();
  const gpuType = body.gpu_type ?? offers[0]?.type;
  const { findings, choice } = checkGpuFields(
    { gpu_type: gpuType, gpu_count: 1, gpu_id: body.gpu_id },
    { offers, trainer: options.trainer },
  );
  refuseErrors(findings);
  return choice;
}

interface NewCaptioning {
  readonly jobId: string;
  readonly accountId: string;
  readonly dataset: DatasetRow;
  readonly captioner: Captioner;
  readonly settings: CaptioningSettings;
  readonly gpu: GpuChoice;
  readonly config: Record<string, unknown>;
}

async function insert(
  options: CaptioningOptions,
  transaction: Transaction<Database>,
  made: NewCaptioning,
): Promise<void> {
  const { jobId, accountId, captioner, settings, gpu } = made;
  const { dialect } = options.db;
  // Before it is looked whether another captioning is under way, so that two that arrive together see each other.
  const dataset = await lockDataset(transaction, dialect, made.dataset.id);
  if (dataset === undefined || dataset.deleted_at !== null) throw datasetNotFound(made.dataset.id);
  await refuseSecond(transaction, dataset);
  const scope = scopeFor(captioner, settings.recaption);
  const { files, leftOut } = await filesToCaption(transaction, dataset.id, dataset.revision, scope);
  if (files.length === 0) throw nothingToDo(dataset.name, scope, captioner, leftOut);
  const at = options.clock.now();
  const runId = newRunId();
  await transaction
    .insertInto('jobs')
    .values({
      id: jobId,
      kind: 'captioning',
      account_id: accountId,
      // No training can have it: names of jobs are for people, and people know a captioning by its dataset.
      name: `captioning-${jobId}`,
      status: 'IN_QUEUE',
      gpu_type: gpu.gpuType,
      gpu_count: 1,
      gpu_id: gpu.gpuId,
      config_version: 1,
      current_step: 0,
      total_steps: files.length,
      run_id: runId,
      fence: 1,
      log_bytes: 0,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await transaction
    .insertInto('job_configs')
    .values({
      job_id: jobId,
      version: 1,
      yaml: '',
      resolved: JSON.stringify(made.config),
      hf_token_ciphertext: null,
      total_steps: files.length,
      created_at: at,
    })
    .execute();
  await transaction
    .insertInto('captionings')
    .values({
      job_id: jobId,
      dataset_id: dataset.id,
      captioner: captioner.id,
      settings: JSON.stringify(settings),
      left_out: leftOut,
    })
    .execute();
  await createRun(transaction, dialect, runId, {
    jobId,
    accountId,
    number: 1,
    fence: 1,
    configVersion: 1,
    trainer: options.trainer,
    gpu,
    resumeStep: null,
    lostSteps: null,
    resumeNote: null,
    datasets: [dataset.name],
    diskBytes: null,
    at,
  });
  const data = { name: dataset.name, gpu_type: gpu.gpuType, gpu_count: 1 };
  await recordJobEvent(transaction, { jobId, runId, at, type: 'submitted', data });
}

/** Two at once would caption the same files twice. */
async function refuseSecond(
  transaction: Query,
  dataset: { readonly id: string; readonly name: string },
): Promise<void> {
  const other = await transaction
    .selectFrom('captionings')
    .innerJoin('jobs', 'jobs.id', 'captionings.job_id')
    .select('jobs.id')
    .where('captionings.dataset_id', '=', dataset.id)
    .where('jobs.status', 'in', ['IN_QUEUE', 'RUNNING'])
    .executeTakeFirst();
  if (other === undefined) return;
  throw new HttpError(
    409,
    `The dataset "${dataset.name}" is being captioned (${other.id}). Wait for its end, or cancel it.`,
  );
}

function nothingToDo(name: string, scope: CaptionScope, captioner: Captioner, leftOut: number): HttpError {
  const kinds = captioner.reads.includes('video') ? 'pictures or videos' : 'pictures';
  if (leftOut > 0) {
    return new HttpError(
      409,
      `The dataset "${name}" has no ${kinds} to caption that ${captioner.label} reads; ${leftOut} of its files it does not read. Choose another captioner.`,
    );
  }
  return new HttpError(
    409,
    scope.recaption
      ? `The dataset "${name}" has no ${kinds} to caption.`
      : `Every file of the dataset "${name}" has a caption. Ask for new captions for all with "recaption": true.`,
  );
}
