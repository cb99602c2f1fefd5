import {
  type CallAnswer,
  type CaptionsAnswer,
  type CaptionsRequest,
  captioners,
  type captioningRoutes,
} from '@trainyard/core';
import { findDataset } from '../datasets/dataset-row.ts';
import { endJob } from '../jobs/cancel-job.ts';
import { type LogPage, readLog } from '../jobs/job-logs.ts';
import type { CaptioningOptions } from './captioning-options.ts';
import { findCaptioning, selectCaptionings } from './captioning-row.ts';
import type { CaptioningBody } from './captioning-settings.ts';
import { type Captioning, presentCaptioning, presentCaptionings } from './present-captioning.ts';
import { receiveCaptions } from './receive-captions.ts';
import { builtinHasNone, startCaptioning } from './start-captioning.ts';

type Captioners = CallAnswer<typeof captioningRoutes.listCaptioners>;

/** What accounts do with captionings, and what agents hand over; each is described where it is written. */
export interface CaptioningService {
  /** What can be asked for here. */
  captioners(): Promise<Captioners>;
  start(accountId: string, datasetId: string, body: CaptioningBody, id: string | null): Promise<Captioning>;
  /** Those of a dataset, newest first. Throws 40001 and 40401. */
  list(
    accountId: string,
    datasetId: string,
    query: { readonly limit?: number | undefined },
  ): Promise<{ captionings: Captioning[] }>;
  /** Throws 404 where there is none. */
  status(accountId: string, id: string): Promise<Captioning>;
  /** Ends one; what has ended stays as it is. */
  cancel(accountId: string, id: string): Promise<Captioning>;
  logs(accountId: string, id: string, query: Parameters<typeof readLog>[2]): Promise<LogPage>;
  receive(runId: string, token: string, request: CaptionsRequest): Promise<CaptionsAnswer>;
}

const defaultLimit = 20;

/** Captionings over one database and one store. */
export function createCaptioningService(options: CaptioningOptions): CaptioningService {
  const { query } = options.db;
  return {
    captioners: () => listCaptioners(options),
    start: (accountId, datasetId, body, id) => startCaptioning(options, accountId, datasetId, body, id),
    async list(accountId, datasetId, { limit = defaultLimit }) {
      const dataset = await findDataset(options.db, accountId, datasetId, options.clock.now());
      const rows = await selectCaptionings(query)
        .where('captionings.dataset_id', '=', dataset.id)
        .orderBy('jobs.created_at', 'desc')
        .orderBy('jobs.id', 'desc')
        .limit(limit)
        .execute();
      return { captionings: await presentCaptionings(query, rows) };
    },
    status: async (accountId, id) => presentCaptioning(query, await findCaptioning(query, accountId, id)),
    async cancel(accountId, id) {
      await endJob(options, (transaction) => findCaptioning(transaction, accountId, id));
      return presentCaptioning(query, await findCaptioning(query, accountId, id));
    },
    logs: async (accountId, id, page) => readLog(options, await findCaptioning(query, accountId, id), page),
    receive: (runId, token, request) => receiveCaptions(options, runId, token, request),
  };
}

async function listCaptioners({ trainer, gpuOffers }: CaptioningOptions): Promise<Captioners> {
  return {
    unavailable: trainer === 'builtin' ? builtinHasNone : null,
    gpu_types: (await gpuOffers()).map(({ type }) => type),
    captioners: captioners.map((captioner) => ({
      id: captioner.id,
      label: captioner.label,
      reads: [...captioner.reads],
      models: [...captioner.models],
      takes_other_models: captioner.takesOtherModels,
      prompts: captioner.prompts.map(({ name, text }) => ({ name, text })),
      max_new_tokens: captioner.maxNewTokens,
      max_res: captioner.maxRes,
      quantize: captioner.quantize,
    })),
  };
}
