import type { Readable } from 'node:stream';
import type {
  ArtifactAnswer,
  ArtifactRequest,
  Assignment,
  ClaimRequest,
  ReportsAnswer,
  ReportsRequest,
} from '@trainyard/core';
import { announceArtifact } from './announce-artifact.ts';
import { authenticateRun } from './authenticate-run.ts';
import { claimRun } from './claim-run.ts';
import { completeArtifact } from './complete-artifact.ts';
import { receiveArtifact } from './receive-artifact.ts';
import { receiveReports } from './receive-reports.ts';
import type { RunOptions } from './run-options.ts';

/**
 * The server's side of the run protocol. Every call but `receiveArtifact` takes the run's own token and throws
 * 401 for another one, and 409 where the agent no longer has the run.
 */
export interface RunService {
  /** Looks at the token alone, before anything else of a call is read. */
  authenticate(runId: string, token: string): Promise<void>;
  claim(runId: string, token: string, request: ClaimRequest): Promise<Assignment>;
  report(runId: string, token: string, request: ReportsRequest): Promise<ReportsAnswer>;
  announceArtifact(runId: string, token: string, request: ArtifactRequest): Promise<ArtifactAnswer>;
  completeArtifact(
    runId: string,
    token: string,
    artifactId: string,
    fence: number,
  ): Promise<{ artifact_id: string; published: true }>;
  /** Stores bytes that came with a signed link of purpose `artifact`; the link was checked by the caller. */
  receiveArtifact(artifactId: string, bytes: Readable): Promise<void>;
}

/** The run protocol over one database and one store. */
export function createRunService(options: RunOptions): RunService {
  return {
    authenticate: async (runId, token) => void (await authenticateRun(options.db.query, runId, token)),
    claim: (runId, token, request) => claimRun(options, runId, token, request),
    report: (runId, token, request) => receiveReports(options, runId, token, request),
    announceArtifact: (runId, token, request) => announceArtifact(options, runId, token, request),
    completeArtifact: (runId, token, artifactId, fence) =>
      completeArtifact(options, runId, token, artifactId, fence),
    receiveArtifact: (artifactId, bytes) => receiveArtifact(options, artifactId, bytes),
  };
}
