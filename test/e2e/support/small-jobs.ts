import { type TrainConfigParts, trainConfig } from '../../../packages/server/test/support/train-config.ts';
import { waitFor } from '../../../packages/server/test/support/wait-for.ts';
import { drawPicture } from '../../crash/draw-picture.ts';
import { createRandom } from '../../crash/random.ts';
import type { DashboardServer } from './dashboard-server.ts';

/** Makes a dataset of one picture and waits until it can be trained on. */
export async function addSmallDataset({ api }: DashboardServer, name: string): Promise<void> {
  const { id } = await api.createDataset({ body: { name } });
  const params = { dataset_id: id };
  const file = { filename: 'dog.png', body: drawPicture(createRandom(1)) };
  await api.uploadDatasetFile({ params, file });
  await waitFor(
    'the dataset to be READY',
    async () => (await api.getDatasetStatus({ params })).status === 'READY',
    { timeoutMs: 30_000, everyMs: 50 },
  );
}

/** Submits a job of the built-in trainer; `change` has the last word on its config. Answers its id. */
export async function submitSmallJob(
  { api }: DashboardServer,
  parts: TrainConfigParts,
  change: (config: string) => string = (config) => config,
): Promise<string> {
  const config_file = change(trainConfig(parts));
  const body = { config_file_format: 'yaml', config_file, gpu_type: 'ADA_80_PLUS' } as const;
  return (await api.submitJob({ body })).id;
}

/** Waits until a job has one of some statuses. */
export async function reachStatus(
  { api }: DashboardServer,
  id: string,
  ...statuses: readonly string[]
): Promise<void> {
  await waitFor(
    `job ${id} to be ${statuses.join(' or ')}`,
    async () => statuses.includes((await api.getJobStatus({ params: { job_id: id } })).status),
    { timeoutMs: 60_000, everyMs: 100 },
  );
}
