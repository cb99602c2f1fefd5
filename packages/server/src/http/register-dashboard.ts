import { HttpError, type Route, routes } from '@trainyard/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dashboard } from './dashboard.ts';
import type { Answer } from './handler.ts';

/** Serves the page of the dashboard at `/`, and its files under `/assets/`. */
export function registerDashboard(app: FastifyInstance, dashboard: Dashboard): void {
  app.get('/', async (_request, reply) => sendAnswer(reply, await dashboard.page()));
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params;
    const asset = await dashboard.asset(name, request.headers['accept-encoding']);
    if (asset === null) throw new HttpError(404, 'The dashboard has no such file. Load its page again.');
    return sendAnswer(reply, asset);
  });
}

/** Whether somebody goes to a page of the app by its address: the app itself knows which one that is. */
export function isAppNavigation(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return false;
  return !ownFolders.has(firstSegment(request.url));
}

/** Sends what stands in an answer. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send(body ?? undefined);
}

const ownFolders: ReadonlySet<string> = new Set([
  'assets',
  ...Object.values(routes).map((route: Route) => firstSegment(route.path)),
]);

function firstSegment(path: string): string {
  return path.split(/[/?#]/)[1] ?? '';
}
