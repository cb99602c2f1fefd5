import { ApiError, type ErrorCode, HttpError } from '@trainyard/core';
import { DatabaseUnavailable } from '../db/database-unavailable.ts';

const messages: Partial<Record<ErrorCode, string>> = {
  50051:
    'The server failed while it worked on the job. Try again; the request id finds the cause in its log.',
  50052: 'The job could not be written to the database, and none was made. Try again.',
};

/**
 * Runs `work`; whatever fails in it that is not an answer already becomes the numbered failure `code`, with
 * the cause kept for the log and nothing of it in the message.
 */
export async function failingAs<Result>(code: 50051 | 50052, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError || error instanceof HttpError) throw error;
    // Known to those who answer: it may work soon.
    if (error instanceof DatabaseUnavailable) throw error;
    throw new ApiError(code, messages[code] ?? '', { cause: error });
  }
}
