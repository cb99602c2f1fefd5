import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError, type ErrorBody, findError, HttpError, type Route } from '@trainyard/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailable } from '../db/database-unavailable.ts';
import { isTextWithNul } from '../db/in-transaction.ts';
import type { AppOptions } from './app-options.ts';

/** Answers with what was thrown: a numbered error, a plain HTTP one, or an internal failure that says nothing. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Pick<AppOptions, 'logger' | 'origin'>,
) {
  const error = asKnownError(thrown, request.routeOptions?.config?.route);
  const log = {
    requestId: request.id,
    method: request.method,
    path: request.routeOptions?.config?.route?.path ?? 'unknown',
  };
  // A refusal of the server's own, such as that of one that is closing, is no failure though it is a 503.
  const isFailure = error.status >= 500 && !(thrown instanceof HttpError);
  if (isFailure) context.logger.error({ ...log, err: thrown }, 'request failed');
  // Without the message: it quotes what was sent, and that may be a secret in the wrong place.
  else context.logger.debug({ ...log, status: error.status, code: codeOf(error) }, 'request refused');
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="trainyard"');
  if (error instanceof HttpError && error.retryAfterSeconds !== null) {
    reply.header('retry-after', String(error.retryAfterSeconds));
  }
  const body = context.origin.with(request.headers.host, (origin) => errorBody(error, request.id, origin));
  return reply.code(error.status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

function codeOf(error: ApiError | HttpError): number | null {
  return error instanceof ApiError ? error.code : null;
}

const parseFailures: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
};

/** Answers bytes that could not be read as a request, and closes the connection. */
export function sendParseFailure(failure: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed || !socket.writable || failure.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = parseFailures[failure.code ?? ''] ?? [400, 'This is not a valid HTTP request.'];
  const requestId = randomUUID();
  const body = JSON.stringify(errorBody(new HttpError(status, message), requestId, ''));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function errorBody(error: ApiError | HttpError, requestId: string, origin: string): ErrorBody {
  if (error instanceof HttpError) {
    return {
      error_code: null,
      error_name: null,
      error_message: error.message,
      doc_url: null,
      request_id: requestId,
    };
  }
  return {
    error_code: error.code,
    error_name: findError(error.code)?.name ?? null,
    error_message: error.message,
    doc_url: `${origin}/errors/${error.code}`,
    request_id: requestId,
    ...(error.findings.length > 0 && { findings: [...error.findings] }),
  };
}

/** Anything unexpected becomes the internal error of its kind of route, without a word of what it was. */
function asKnownError(thrown: unknown, route: Route | undefined): ApiError | HttpError {
  if (thrown instanceof ApiError || thrown instanceof HttpError) return thrown;
  if (thrown instanceof DatabaseUnavailable) {
    const what = 'The server cannot reach its database at the moment. Try again soon.';
    return new HttpError(503, what, { cause: thrown, retryAfterSeconds: 5 });
  }
  if (isTextWithNul(thrown)) {
    const what = 'A text of the request has the character U+0000 in it. Send it without.';
    return new HttpError(400, what, { cause: thrown });
  }
  const status = refusalOf(thrown);
  if (status === 415) {
    const what = 'The Content-Type header of the request cannot be read as the name of a media type.';
    return new HttpError(status, what, { cause: thrown });
  }
  if (status !== null) {
    return new HttpError(status, `The request was not understood: ${STATUS_CODES[status]}.`, {
      cause: thrown,
    });
  }
  const message =
    'Something went wrong on the server. Try again; if it stays, look up the request id in its log.';
  if (route?.errors.includes(50001)) return new ApiError(50001, message, { cause: thrown });
  if (route?.errors.includes(50051)) return new ApiError(50051, message, { cause: thrown });
  return new HttpError(500, message, { cause: thrown });
}

/** The status of a refusal by the framework, which looks at requests before the routes do; null for other errors. */
function refusalOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error && 'code' in thrown && 'statusCode' in thrown)) return null;
  const { code, statusCode } = thrown;
  const isRefusal = String(code).startsWith('FST_') && Number(statusCode) >= 400 && Number(statusCode) < 500;
  return isRefusal ? Number(statusCode) : null;
}
