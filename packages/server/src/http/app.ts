import { randomUUID } from 'node:crypto';
import { HttpError, type Route, routes } from '@trainyard/core';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AppOptions } from './app-options.ts';
import type { Authenticate } from './auth.ts';
import { noContentPolicy } from './content-policy.ts';
import { endConnections } from './end-connections.ts';
import { sendError, sendParseFailure } from './errors.ts';
import { fastifyPath, registerRoute } from './register.ts';
import { isAppNavigation, registerDashboard, sendAnswer } from './register-dashboard.ts';

/** The HTTP service, not yet listening: every route of the contract, and clear answers to all else. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    // Uploads last as long as they last; slow headers are still cut off by Node's own limit.
    requestTimeout: 0,
    // A connection on which nothing moves is a client that is gone; event streams move every 15 seconds.
    connectionTimeout: 120_000,
    forceCloseConnections: 'idle',
    // Requests that arrive while the server closes are refused below, in the shape of every refusal.
    return503OnClosing: false,
    // An id is refused as an id however long it is; what a URL can hold is bounded by the size of headers.
    routerOptions: { maxParamLength: 100_000 },
    clientErrorHandler: sendParseFailure,
    frameworkErrors: (error, request, reply) => {
      addCommonHeaders(request, reply);
      void tokenRefusal(request, reply, options.authenticate).then((refusal) =>
        sendError(refusal ?? new HttpError(400, `${error.message}.`), request, reply, options),
      );
    },
  });
  const closing = endConnections(app);

  // Bodies are read by the routes themselves: some are streamed, and JSON is JSON whatever a client calls it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.addHook('onRequest', async (request, reply) => {
    addCommonHeaders(request, reply);
    if (closing.aborted) throw new HttpError(503, 'The server is shutting down. Try again in a moment.');
  });
  app.addHook('onResponse', async (request, reply) => {
    options.telemetry.observe(request, reply);
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options));
  app.setNotFoundHandler(async (request, reply) => {
    if (isAppNavigation(request)) return sendAnswer(reply, await options.dashboard.page());
    const refusal = await tokenRefusal(request, reply, options.authenticate);
    if (refusal !== null) throw refusal;
    const allowed = methodsOf(request.url.split('?')[0] ?? '');
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '));
      throw new HttpError(405, `${request.method} is not possible here; use ${allowed.join(' or ')}.`);
    }
    throw new HttpError(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
  });

  registerDashboard(app, options.dashboard);
  for (const route of Object.values(routes)) registerRoute(app, route, { ...options, closing });
  return app;
}

function addCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
  reply.headers(noContentPolicy);
}

/** Under the API a token comes first, also where nothing is. Returns why the request is not let in, or null. */
async function tokenRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  authenticate: Authenticate,
): Promise<Error | null> {
  if (!request.url.startsWith('/prod/')) return null;
  return authenticate(request, reply).then(
    () => null,
    (refusal: unknown) => (refusal instanceof Error ? refusal : new Error(String(refusal))),
  );
}

/** The methods that the contract knows for a path. */
function methodsOf(path: string): string[] {
  const segments = path.split('/');
  const matches = (route: Route) => {
    const parts = fastifyPath(route.path).split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, i) => part.startsWith(':') || part === segments[i])
    );
  };
  return Object.values(routes)
    .filter(matches)
    .map((route) => route.method)
    .filter((method, index, all) => all.indexOf(method) === index);
}
