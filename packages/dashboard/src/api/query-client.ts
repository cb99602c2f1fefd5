import { QueryClient } from '@tanstack/react-query';
import { ApiError, HttpError } from '@trainyard/core/client';
import { describeFailure } from './failure.ts';

/** Longer than a page waits by itself. */
const longestWaitMs = 60_000;

/**
 * The cache of answers, with the rules for all pages: refusals are final, lost connections are tried again, and a
 * server that says when to come back is not asked sooner.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && describeFailure(error).canRetry && !isRefusal(error),
        retryDelay: (failures, error) => retryDelayMs(failures, describeFailure(error).retryAfterSeconds),
      },
      mutations: { retry: false },
    },
  });
}

/** A second, then twice as long each time, and no less than the server says. */
export function retryDelayMs(failures: number, retryAfterSeconds: number | null): number {
  return Math.min(longestWaitMs, Math.max(1000 * 2 ** failures, (retryAfterSeconds ?? 0) * 1000));
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError || error instanceof HttpError)) return false;
  return error.status < 500 && error.status !== 429;
}
