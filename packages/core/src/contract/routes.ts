import { datasetRoutes } from './datasets.ts';
import { jobRoutes } from './jobs.ts';
import { linkRoutes } from './links.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { secretRoutes } from './secrets.ts';
import { sessionRoutes } from './sessions.ts';
import { systemRoutes } from './system.ts';

/** Every route by its id. */
export const routes = {
  ...datasetRoutes,
  ...jobRoutes,
  ...sessionRoutes,
  ...secretRoutes,
  ...linkRoutes,
  ...runRoutes,
  ...systemRoutes,
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof routes;
