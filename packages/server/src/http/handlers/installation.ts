import type { installationRoutes } from '@trainyard/core';
import type { Account } from '../../accounts/account.ts';
import type { Db } from '../../db/open.ts';
import type { Executor } from '../../executors/executor.ts';
import { listGpus } from '../../installation/list-gpus.ts';
import { listQueue } from '../../installation/list-queue.ts';
import type { Viewer } from '../../installation/viewer.ts';
import type { Handlers } from '../handler.ts';

/** Handlers of what all accounts share. */
export function createInstallationHandlers(options: {
  readonly db: Db;
  readonly executor: Pick<Executor, 'gpus' | 'node'>;
}): Handlers<keyof typeof installationRoutes> {
  const { db, executor } = options;
  return {
    getQueue: ({ account }) => listQueue({ db, gpus: () => executor.gpus() }, viewerOf(account)),
    listGpus: ({ account }) => listGpus({ db, executor }, viewerOf(account)),
  };
}

function viewerOf({ id, isAdministrator }: Account): Viewer {
  return { accountId: id, isAdministrator };
}
