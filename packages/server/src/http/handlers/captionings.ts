import type { captioningRoutes } from '@trainyard/core';
import type { CaptioningService } from '../../captionings/captioning-service.ts';
import type { Handlers } from '../handler.ts';

/** Handlers of the calls with which a model writes captions. */
export function createCaptioningHandlers(
  captionings: CaptioningService,
): Handlers<keyof typeof captioningRoutes> {
  return {
    listCaptioners: () => captionings.captioners(),
    startCaptioning: ({ account, params, body, objectId }) =>
      captionings.start(account.id, params.dataset_id, body, objectId),
    listCaptionings: ({ account, params, query }) => captionings.list(account.id, params.dataset_id, query),
    getCaptioning: ({ account, params }) => captionings.status(account.id, params.captioning_id),
    cancelCaptioning: ({ account, params }) => captionings.cancel(account.id, params.captioning_id),
    getCaptioningLogs: ({ account, params, query }) =>
      captionings.logs(account.id, params.captioning_id, query),
  };
}
