import type { CallAnswer, Client, datasetRoutes } from '@trainyard/core';
import type { Io } from '../io.ts';
import { withRetries } from './retry.ts';

export type DatasetWithFiles = CallAnswer<typeof datasetRoutes.getDatasetStatus>;

const firstDelayMs = 200;
const maxDelayMs = 3000;

/**
 * Asks for the status of a dataset until it is no longer `UPLOADING`. `onStatus` is told of every answer.
 * Rejects when interrupted.
 */
export async function waitForDataset(
  client: Client,
  datasetId: string,
  onStatus: (dataset: DatasetWithFiles) => void,
  io: Io,
): Promise<DatasetWithFiles> {
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(maxDelayMs, delayMs * 1.5)) {
    const dataset = await withRetries(io, () =>
      client.getDatasetStatus({ params: { dataset_id: datasetId }, signal: io.signal }),
    );
    onStatus(dataset);
    if (dataset.status !== 'UPLOADING') return dataset;
    await io.clock.sleep(delayMs, io.signal);
    io.signal.throwIfAborted();
  }
}
