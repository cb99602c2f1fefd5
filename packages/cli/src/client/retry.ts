import { ApiError, ConnectionError, findError, HttpError } from '@trainyard/core';
import type { Io } from '../io.ts';

/** Waits before the second try, the third, and so on. */
const defaultDelaysMs = [500, 2000, 5000];

/** True for a failure after which the same request can succeed. */
function canRetry(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (error instanceof ApiError) return findError(error.code).retry === 'later' || error.status >= 500;
  return error instanceof HttpError && (error.status === 429 || error.status >= 500);
}

/** Tries again after failures that can pass. Rejects with the last failure, or at once when interrupted. */
export async function withRetries<T>(
  io: Io,
  work: () => Promise<T>,
  onRetry: (error: Error) => void = () => undefined,
  delaysMs: readonly number[] = defaultDelaysMs,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await work();
    } catch (error) {
      if (!canRetry(error) || io.signal.aborted) throw error;
      if (error instanceof Error) onRetry(error);
      await io.clock.sleep(delayMs, io.signal);
      io.signal.throwIfAborted();
    }
  }
  return work();
}
