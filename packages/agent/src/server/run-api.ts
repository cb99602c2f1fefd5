import type {
  ArtifactAnswer,
  ArtifactRequest,
  Assignment,
  CaptionsAnswer,
  CaptionsRequest,
  ClaimRequest,
  ReportsAnswer,
  ReportsRequest,
} from '@trainyard/core';
import { type Connection, readText } from './connection.ts';
import { isTransientStatus, RefusedError, UnavailableError } from './failure.ts';

/** An assignment of 20,000 files with signed links is about 16 MB. */
const maxAnswerBytes = 512 * 1024 * 1024;

/** A server may look at every byte again before it publishes. */
const completionTimeoutMs = 5 * 60 * 1000;

/**
 * The calls of the run protocol. Each throws UnavailableError where the server cannot answer now and
 * RefusedError where it answered no.
 */
export interface RunApi {
  claim(request: ClaimRequest): Promise<Assignment>;
  report(request: ReportsRequest): Promise<ReportsAnswer>;
  announceArtifact(request: ArtifactRequest): Promise<ArtifactAnswer>;
  completeArtifact(artifactId: string, fence: number): Promise<void>;
  sendCaptions(request: CaptionsRequest): Promise<CaptionsAnswer>;
}

/** The run protocol over `connection`, for one run. */
export function createRunApi(options: { connection: Connection; runId: string; token: string }): RunApi {
  const { connection, token } = options;
  const root = `/runs/v1/${encodeURIComponent(options.runId)}`;

  const post = async (path: string, body: unknown, idleTimeoutMs?: number): Promise<unknown> => {
    const response = await connection.send({
      method: 'POST',
      url: connection.serverAddress(root + path),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    });
    const status = response.statusCode ?? 0;
    const text = await readText(response, maxAnswerBytes);
    if (isTransientStatus(status)) throw new UnavailableError(`The server answered ${status} to ${path}.`);
    if (status < 200 || status > 299) {
      // While a server is away another program may have its port, or a proxy answer for it: neither ends a run.
      if (!isRefusal(text)) throw new UnavailableError(`Not the server answered ${status} to ${path}.`);
      throw new RefusedError(status, `The server answered ${status} to ${path}: ${text.slice(0, 500)}`);
    }
    try {
      return text === '' ? null : JSON.parse(text);
    } catch (error) {
      // A proxy's page in place of an answer: the server itself always sends JSON.
      throw new UnavailableError(`The answer to ${path} is not JSON.`, { cause: error });
    }
  };

  // The server's answers are its own data, made from the same schemas; parsing them again would cost
  // the start of the agent the load of a schema library.
  return {
    claim: async (request) => (await post('/claim', request)) as Assignment,
    report: async (request) => (await post('/reports', request)) as ReportsAnswer,
    announceArtifact: async (request) => (await post('/artifacts', request)) as ArtifactAnswer,
    completeArtifact: async (artifactId, fence) => {
      await post(`/artifacts/${encodeURIComponent(artifactId)}/complete`, { fence }, completionTimeoutMs);
    },
    sendCaptions: async (request) => (await post('/captions', request)) as CaptionsAnswer,
  };
}

/** True for the body of a refusal as this server writes it. */
function isRefusal(text: string): boolean {
  try {
    const body = JSON.parse(text) as { readonly error_message?: unknown } | null;
    return typeof body?.error_message === 'string';
  } catch {
    return false;
  }
}
