import {
  ApiError,
  ConnectionError,
  errorBodyOf,
  type Finding,
  findError,
  HttpError,
} from '@trainyard/core/client';

/** An error in words for a person. */
export interface Failure {
  /** What went wrong, as a sentence. */
  readonly message: string;
  /** What to do next, as a sentence; null where there is nothing better than trying again. */
  readonly advice: string | null;
  /** Each problem of a refused config. */
  readonly findings: readonly Finding[];
  /** The page of this server that explains the error, such as `/errors/42253`. */
  readonly docPath: string | null;
  /** By which the server's log can be searched. */
  readonly requestId: string | null;
  /** True where the same request may succeed later. */
  readonly canRetry: boolean;
  /** How long the server wants to be left alone before that; null where it did not say. */
  readonly retryAfterSeconds: number | null;
}

/** Puts any error of a call into words. */
export function describeFailure(error: unknown): Failure {
  const requestId = errorBodyOf(error)?.request_id || null;
  if (error instanceof ApiError) {
    const entry = findError(error.code);
    return {
      message: error.message,
      advice: error.findings.find(({ fix }) => fix !== undefined)?.fix ?? entry?.fixes[0] ?? null,
      findings: error.findings,
      docPath: `/errors/${error.code}`,
      requestId,
      canRetry: entry?.retry === 'later',
      retryAfterSeconds: null,
    };
  }
  const plain = { findings: [], docPath: null, requestId, retryAfterSeconds: null };
  if (error instanceof HttpError) {
    const { message, status, retryAfterSeconds } = error;
    return { ...plain, message, ...adviceFor(status, retryAfterSeconds), retryAfterSeconds };
  }
  if (error instanceof ConnectionError) {
    return {
      ...plain,
      message: 'The server does not answer.',
      advice: 'Check that it is running and that this machine can reach it, then try again.',
      canRetry: true,
    };
  }
  const message = error instanceof Error && error.message !== '' ? error.message : 'Something went wrong.';
  return { ...plain, message, advice: 'Load the page again.', canRetry: true };
}

function adviceFor(status: number, waitSeconds: number | null): Pick<Failure, 'advice' | 'canRetry'> {
  if (waitSeconds !== null) return { advice: `Try again in ${waitSeconds} s.`, canRetry: true };
  if (status === 401) return { advice: 'Sign in again.', canRetry: false };
  if (status === 403) return { advice: 'Ask an administrator of this server.', canRetry: false };
  if (status === 404) return { advice: 'It may have been deleted. Go back to the list.', canRetry: false };
  if (status === 413) return { advice: 'Send less at once.', canRetry: false };
  if (status === 429) return { advice: 'Wait a moment, then try again.', canRetry: true };
  if (status >= 500) return { advice: 'Try again; if it stays, look into the log.', canRetry: true };
  return { advice: null, canRetry: false };
}
