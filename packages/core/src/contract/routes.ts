import { captioningRoutes } from './captionings.ts';
import { datasetRoutes } from './datasets.ts';
import { galleryRoutes } from './gallery.ts';
import { installationRoutes } from './installation.ts';
import { jobArtifactRoutes } from './job-artifacts.ts';
import { jobDetailRoutes } from './job-details.ts';
import { jobRoutes } from './jobs.ts';
import { linkRoutes } from './links.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { secretRoutes } from './secrets.ts';
import { sessionRoutes } from './sessions.ts';
import { systemRoutes } from './system.ts';
import { tokenRoutes } from './tokens.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every route by its id. */
export const routes = {
  ...datasetRoutes,
  ...galleryRoutes,
  ...captioningRoutes,
  ...jobRoutes,
  ...jobDetailRoutes,
  ...jobArtifactRoutes,
  ...installationRoutes,
  ...sessionRoutes,
  ...tokenRoutes,
  ...secretRoutes,
  ...webhookRoutes,
  ...linkRoutes,
  ...runRoutes,
  ...systemRoutes,
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof routes;
