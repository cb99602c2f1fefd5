import { HttpError, type Route, usualJsonBytes } from '@trainyard/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppOptions } from './app-options.ts';
import type { Caller } from './auth.ts';
import { bearerToken } from './bearer-token.ts';
import type { Answer, Handler } from './handler.ts';
import { readJsonBody } from './json-body.ts';
import { sendAnswer } from './register-dashboard.ts';
import { watchAccess } from './watch-access.ts';

/** The path as Fastify writes it: `/jobs/{job_id}` is `/jobs/:job_id`. */
export function fastifyPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Registers one route of the contract with its handler: access, query, body, handler, answer. */
export function registerRoute(
  app: FastifyInstance,
  route: Route,
  options: AppOptions & { /** Aborted when the server closes. */ readonly closing: AbortSignal },
): void {
  const handler = options.handlers[route.id as keyof typeof options.handlers] as unknown as Handler;
  app.route({
    method: route.method,
    url: fastifyPath(route.path),
    config: { route },
    // Before the body is looked at: who is not let in learns nothing else.
    onRequest: async (request, reply) => {
      if (route.access === 'account') request.account = await options.authenticate(request, reply);
      if (route.access === 'run') {
        request.runToken = bearerToken(request.headers.authorization);
        const { run_id: runId } = request.params as { readonly run_id: string };
        await options.authenticateRun(runId, request.runToken);
      }
    },
    handler: (request, reply) => {
      const { host } = request.headers;
      const call = () => answer(request, reply);
      return route.access === 'run' ? options.origin.withAgent(host, call) : options.origin.with(host, call);
    },
  });

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const { value: body, bytes } = await readBody(route, request);
    const call = (objectId: string | null) => {
      const { signal, end } = endOf(reply, options.closing);
      if (route.success.kind === 'events') {
        watchAccess({ authenticate: () => options.authenticate(request, null), signal, end });
      }
      return handler({ ...handlerRequest(route, request, body), objectId, signal } as never);
    };
    const key = route.idempotent ? request.headers['idempotency-key'] : undefined;
    if (typeof key === 'string' && request.account) {
      const stored = await options.idempotency.once(
        { accountId: request.account.id, key, route: `${route.method} ${request.url}`, body: bytes },
        async (objectId) => {
          const result = await call(objectId);
          return { status: successStatus(route), body: JSON.stringify(result) };
        },
      );
      if (stored.replayed) reply.header('idempotent-replayed', 'true');
      return reply.code(stored.status).type('application/json; charset=utf-8').send(stored.body);
    }
    return send(route, reply, await call(null));
  }
}

/** Aborted by `end`, when the client goes away, when it has its answer, or when the server closes. */
function endOf(reply: FastifyReply, closing: AbortSignal): { signal: AbortSignal; end: () => void } {
  const abort = new AbortController();
  const end = () => {
    closing.removeEventListener('abort', end);
    abort.abort();
  };
  reply.raw.once('close', end);
  closing.addEventListener('abort', end);
  return { signal: abort.signal, end };
}

function handlerRequest(route: Route, request: FastifyRequest, body: unknown) {
  return {
    params: request.params,
    query: route.query ? parseQuery(route.query, request.query) : undefined,
    body,
    account: request.account,
    runToken: request.runToken,
    headers: request.headers,
    requestId: request.id,
    raw: request.raw,
  };
}

function parseQuery(schema: NonNullable<Route['query']>, query: unknown): unknown {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new HttpError(400, `The query is not right: ${describeIssues(parsed.error.issues)}.`);
}

async function readBody(route: Route, request: FastifyRequest): Promise<{ value: unknown; bytes: Buffer }> {
  if (route.body.kind !== 'json') return { value: undefined, bytes: Buffer.alloc(0) };
  const { value, bytes } = await readJsonBody(request.raw, route.body.maxBytes ?? usualJsonBytes);
  if (value === undefined && !route.body.optional) throw new HttpError(400, 'The request needs a JSON body.');
  const isLeftOut = value === undefined || (value === null && route.body.optional === true);
  const parsed = route.body.schema.safeParse(isLeftOut ? {} : value);
  if (parsed.success) return { value: parsed.data, bytes };
  throw new HttpError(400, `The JSON body is not right: ${describeIssues(parsed.error.issues)}.`);
}

function describeIssues(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  const described = issues.map(({ path, message }) =>
    path.length ? `${path.join('.')}: ${message}` : message,
  );
  return described.join('; ');
}

function successStatus(route: Route): number {
  return route.success.status;
}

async function send(route: Route, reply: FastifyReply, result: unknown): Promise<FastifyReply> {
  if (isAnswer(result)) {
    return sendAnswer(reply, result);
  }
  return reply
    .code(successStatus(route))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(result));
}

function isAnswer(value: unknown): value is Answer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'headers' in value &&
    'body' in value &&
    'status' in value &&
    typeof value.status === 'number'
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    account?: Caller;
    runToken?: string;
  }
  interface FastifyContextConfig {
    route?: Route;
  }
}
