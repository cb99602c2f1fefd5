import {
  allErrors,
  buildOpenApi,
  createConfigSchema,
  findError,
  HttpError,
  isErrorCode,
  renderApiPage,
  renderErrorIndex,
  renderErrorPage,
  routes,
  ruleExamples,
  type systemRoutes,
} from '@trainyard/core';
import type { RunChecks } from '../../readiness.ts';
import { staticPagePolicy } from '../content-policy.ts';
import type { Answer, Handlers } from '../handler.ts';
import type { Origin } from '../origin.ts';
import type { HttpTelemetry } from '../telemetry.ts';

export interface SystemServices {
  readonly version: string;
  readonly trainer: { readonly name: string; readonly note: string | null };
  readonly runChecks: RunChecks;
  readonly telemetry: HttpTelemetry;
  readonly origin: Origin;
}

/** Pages and documents made from the catalogue and the routes, and the state of the server. */
export function systemHandlers(services: SystemServices): Handlers<keyof typeof systemRoutes> {
  const { version, origin } = services;
  return {
    getHealth: async () => ({ status: 'ok' }),
    getReadiness: async () => {
      const checks = await services.runChecks();
      const ready = checks.every(({ ok }) => ok);
      const { name, note } = services.trainer;
      const body = { ready, trainer: name, trainer_note: note, checks: [...checks] };
      return ready ? body : text(503, 'application/json; charset=utf-8', JSON.stringify(body));
    },
    getPrometheusMetrics: async () => {
      const { contentType, text: metrics } = await services.telemetry.render();
      return text(200, contentType, metrics);
    },
    getOpenApi: async () => ({ ...buildOpenApi(routes, { version, serverUrl: origin.current() }) }),
    getApiPage: async () => html(renderApiPage(routes, { version, serverUrl: origin.current() })),
    listErrorPages: async () => html(renderErrorIndex(allErrors)),
    getErrorPage: async ({ params }) => {
      const code = Number(params.code);
      const entry = isErrorCode(code) && String(code) === params.code ? findError(code) : undefined;
      if (!entry)
        throw new HttpError(404, `There is no error with the number ${params.code}. /errors lists them all.`);
      return html(renderErrorPage(entry, ruleExamples(code)));
    },
    getConfigSchema: async () => ({ ...createConfigSchema() }),
  };
}

function html(page: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', ...staticPagePolicy },
    body: page,
  };
}

function text(status: number, contentType: string, body: string): Answer {
  return { status, headers: { 'content-type': contentType }, body };
}
