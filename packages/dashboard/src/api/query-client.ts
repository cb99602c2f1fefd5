import { QueryClient } from '@tanstack/react-query';
import { ApiError, HttpError } from '@trainyard/core/client';
import { describeFailure } from './failure.ts';

/** The cache of answers, with the rules for all pages: refusals are final, lost connections are tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && describeFailure(error).canRetry && !isRefusal(error),
      },
      mutations: { retry: false },
    },
  });
}

function isRefusal(error: unknown): boolean {
  return (error instanceof ApiError || error instanceof HttpError) && error.status < 500;
}
