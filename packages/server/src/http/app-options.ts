import type { RouteId } from '@trainyard/core';
import type { Logger } from 'pino';
import type { Authenticate } from './auth.ts';
import type { Dashboard } from './dashboard.ts';
import type { Handlers } from './handler.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Origin } from './origin.ts';
import type { HttpTelemetry } from './telemetry.ts';

/** What the app needs to answer requests. */
export interface AppOptions {
  readonly handlers: Handlers<RouteId>;
  readonly authenticate: Authenticate;
  /** Throws 401 where the token is not that of the run. */
  readonly authenticateRun: (runId: string, token: string) => Promise<void>;
  readonly idempotency: IdempotencyStore;
  readonly telemetry: HttpTelemetry;
  readonly logger: Logger;
  readonly origin: Origin;
  readonly dashboard: Dashboard;
}
