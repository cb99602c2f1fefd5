import type { runRoutes } from '@trainyard/core';
import type { CaptioningService } from '../../captionings/captioning-service.ts';
import type { RunService } from '../../runs/run-service.ts';
import type { Handlers } from '../handler.ts';

/** Answers the calls of agents. */
export function createRunHandlers(
  runs: RunService,
  captionings: Pick<CaptioningService, 'receive'>,
): Handlers<keyof typeof runRoutes> {
  return {
    claimRun: ({ params, runToken, body }) => runs.claim(params.run_id, runToken, body),
    reportRun: ({ params, runToken, body }) => runs.report(params.run_id, runToken, body),
    announceArtifact: ({ params, runToken, body }) => runs.announceArtifact(params.run_id, runToken, body),
    completeArtifact: ({ params, runToken, body }) =>
      runs.completeArtifact(params.run_id, runToken, params.artifact_id, body.fence),
    sendCaptions: ({ params, runToken, body }) => captionings.receive(params.run_id, runToken, body),
  };
}
