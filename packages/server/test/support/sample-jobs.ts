import { expect } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { type TrainConfigParts, trainConfig } from './train-config.ts';
import { waitFor } from './wait-for.ts';

/** Steps that no test waits for. */
export const endless = 1_000_000;

/** A config that trains on the dataset `dogs`. */
export const configOf = (name: string, parts: Partial<TrainConfigParts> = {}) =>
  trainConfig({ name, dataset: 'dogs', ...parts });

/** Jobs that many tests look at and none changes, on the dataset `dogs` of the account. */
export function sampleJobs(ada: ApiClient) {
  /** A job that has run to its end, made once. */
  const finished = memoize(async () => {
    const id = await ada.submitted(configOf('finished', { steps: 10 }));
    const reply = await ada.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED');
    expect(reply.body.status, reply.text).toBe('STOPPED');
    await waitFor('its log to be complete', async () => (await ada.job(id, 'GET', 'logs')).body.complete);
    return id;
  });

  /** A job that was cancelled while it trained, after its first checkpoint; made once. */
  const canceled = memoize(async () => {
    const id = await ada.submitted(
      configOf('canceled', { steps: endless, saveEvery: 20, sampleEvery: endless }),
    );
    await waitFor(
      'a checkpoint',
      async () => (await ada.job(id, 'GET', 'result')).body.artifacts.checkpoints.length > 0,
      { timeoutMs: 30_000 },
    );
    await ada.job(id, 'POST', 'cancel');
    await ada.jobReaches(id, 'CANCELED');
    return id;
  });

  return { finished, canceled };
}

function memoize<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
