import { z } from 'zod';
import { ApiError, HttpError } from '../errors/api-error.ts';
import { isErrorCode } from '../errors/catalogue.ts';
import type { ErrorBody } from '../errors/error-body.ts';
import type { Finding } from '../preflight/finding.ts';
import { findingSchema } from './findings.ts';
import type { FetchResponse } from './web-types.ts';

/** The server could not be reached, or the connection broke before its answer was whole. */
export class ConnectionError extends Error {
  readonly url: string;

  constructor(url: string, options: { cause?: unknown } = {}) {
    super(`No answer from ${url}${reasonOf(options.cause)}.`, { cause: options.cause });
    this.name = 'ConnectionError';
    this.url = url;
  }
}

/** Read leniently: a newer server, or another one that speaks this contract, may say more or less. */
const receivedBodySchema = z.object({
  error_code: z.number().int().nullable().catch(null),
  error_name: z.string().nullable().catch(null),
  error_message: z.string(),
  doc_url: z.string().nullable().catch(null),
  request_id: z.string().catch(''),
  findings: z.array(findingSchema).optional().catch(undefined),
});

/**
 * The error that an answer stands for: `ApiError` for a number of the catalogue, else `HttpError`. The body
 * as it was received is the `cause`; `errorBodyOf` reads it.
 */
export async function readFailure(response: FetchResponse): Promise<ApiError | HttpError> {
  const text = await response.text();
  const retry = retryAfterOf(response);
  const parsed = receivedBodySchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return new HttpError(
      response.status,
      `The server answered ${response.status} without saying why.`,
      retry,
    );
  }
  const { findings, ...rest } = parsed.data;
  const requestId = rest.request_id || (response.headers.get('x-request-id') ?? '');
  const body: ErrorBody = { ...rest, request_id: requestId, ...(findings === undefined ? {} : { findings }) };
  if (body.error_code !== null && isErrorCode(body.error_code)) {
    const known: readonly Finding[] = findings ?? [];
    return new ApiError(body.error_code, body.error_message, { findings: known, cause: body });
  }
  // A number that only a newer server knows: its name and number stay readable.
  const label = [body.error_code, body.error_name].filter((part) => part !== null).join(' ');
  const message = label === '' ? body.error_message : `${label}: ${body.error_message}`;
  return new HttpError(response.status, message, { cause: body, ...retry });
}

/** The body of the answer that an error of the client was made from, or null for any other error. */
export function errorBodyOf(error: unknown): ErrorBody | null {
  if (!(error instanceof ApiError || error instanceof HttpError)) return null;
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'error_message' in cause
    ? (cause as ErrorBody)
    : null;
}

/** How long to wait before the next try, where the answer says so in seconds. */
function retryAfterOf(response: FetchResponse): { retryAfterSeconds?: number } {
  const seconds = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(seconds) ? { retryAfterSeconds: Number(seconds) } : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The innermost reason: Node's fetch says only "fetch failed" on the outside. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return inner.message === '' ? '' : ` (${inner.message})`;
}
