import { randomUUID } from 'node:crypto';
import { HttpError, type Route, routes } from '@trainyard/core';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AppOptions } from './app-options.ts';
import { sendError } from './errors.ts';
import { fastifyPath, registerRoute } from './register.ts';

/** The HTTP service, not yet listening: every route of the contract, and clear answers to all else. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    // Uploads last as long as they last; slow headers are still cut off by Node's own limit.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 2048 },
    frameworkErrors: (error, request, reply) =>
      sendError(new HttpError(400, error.message), request, reply, options),
  });

  // Bodies are read by the routes themselves: some are streamed, and JSON is JSON whatever a client calls it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
  });
  app.addHook('onResponse', async (request, reply) => {
    options.telemetry.observe(request, reply);
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options));
  app.setNotFoundHandler(async (request) => {
    // Under the API a token comes first, also where nothing is.
    if (request.url.startsWith('/prod/')) await options.authenticate(request.headers.authorization);
    const allowed = methodsOf(request.url.split('?')[0] ?? '');
    if (allowed.length > 0) {
      throw new HttpError(405, `${request.method} is not possible here; use ${allowed.join(' or ')}.`);
    }
    throw new HttpError(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
  });

  for (const route of Object.values(routes)) registerRoute(app, route, options);
  return app;
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
    .map((route) => route.method);
}
