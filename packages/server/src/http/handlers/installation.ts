import type { installationRoutes } from '@trainyard/core';
import type { Account } from '../../accounts/account.ts';
import { listGpus } from '../../installation/list-gpus.ts';
import { listQueue } from '../../installation/list-queue.ts';
import { type PauseOptions, pauseQueue, resumeQueue } from '../../installation/pause-queue.ts';
import type { Viewer } from '../../installation/viewer.ts';
import type { Handlers } from '../handler.ts';

/** Handlers of what all accounts share. */
export function createInstallationHandlers(
  gpuUse: Parameters<typeof listGpus>[0],
  pauses: PauseOptions,
): Handlers<keyof typeof installationRoutes> {
  const { db, executor } = gpuUse;
  return {
    getQueue: ({ account }) => listQueue({ db, gpus: () => executor.gpus() }, viewerOf(account)),
    pauseQueue: ({ account, body }) => pauseQueue(pauses, account, body),
    resumeQueue: ({ account, body }) => resumeQueue(pauses, account, body),
    listGpus: ({ account }) => listGpus(gpuUse, viewerOf(account)),
  };
}

function viewerOf({ id, isAdministrator }: Account): Viewer {
  return { accountId: id, isAdministrator };
}
