import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import type { Api } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';
import { readDatasetView } from '../datasets/dataset-view.ts';
import { readJobView } from '../job/job-view.ts';
import { readJobFilter } from '../jobs/job-filter.ts';
import { lazyPage } from './lazy-page.ts';
import { PageNotFound } from './page-states.tsx';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** What every route can use before its page is shown. */
export interface RouteContext {
  readonly api: Api;
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouteContext>()({
  component: Outlet,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { from?: string; expired?: boolean } => ({
    ...(typeof search['from'] === 'string' ? { from: search['from'] } : {}),
    ...(search['expired'] === true ? { expired: true } : {}),
  }),
  component: SignInPage,
});

/** Everything behind the sign-in; its id begins the ids of the routes below: `/app/jobs/$id`. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery(context.api));
    if (session === null) redirect({ to: '/sign-in', search: { from: location.href }, throw: true });
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/jobs', throw: true });
  },
});

const jobs = createRoute({
  getParentRoute: () => app,
  path: '/jobs',
  validateSearch: readJobFilter,
  component: lazyPage(() => import('../jobs/jobs-page.tsx'), 'JobsPage'),
});

const newJob = createRoute({
  getParentRoute: () => app,
  path: '/jobs/new',
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search['from'] === 'string' ? { from: search['from'] } : {},
  component: lazyPage(() => import('../new-job/new-job-page.tsx'), 'NewJobPage'),
});

const job = createRoute({
  getParentRoute: () => app,
  path: '/jobs/$id',
  validateSearch: readJobView,
  component: lazyPage(() => import('../job/job-page.tsx'), 'JobPage'),
});

const editJob = createRoute({
  getParentRoute: () => app,
  path: '/jobs/$id/edit',
  component: lazyPage(() => import('../new-job/edit-job-page.tsx'), 'EditJobPage'),
});

const datasets = createRoute({
  getParentRoute: () => app,
  path: '/datasets',
  component: lazyPage(() => import('../datasets/datasets-page.tsx'), 'DatasetsPage'),
});

const dataset = createRoute({
  getParentRoute: () => app,
  path: '/datasets/$id',
  validateSearch: readDatasetView,
  component: lazyPage(() => import('../datasets/dataset-page.tsx'), 'DatasetPage'),
});

const queue = createRoute({
  getParentRoute: () => app,
  path: '/queue',
  component: lazyPage(() => import('../queue/queue-page.tsx'), 'QueuePage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyPage(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/settings/tokens', throw: true });
  },
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: lazyPage(() => import('../settings/tokens-tab.tsx'), 'TokensTab'),
});

const secrets = createRoute({
  getParentRoute: () => settings,
  path: '/secrets',
  component: lazyPage(() => import('../settings/secrets-tab.tsx'), 'SecretsTab'),
});

const webhooks = createRoute({
  getParentRoute: () => settings,
  path: '/webhooks',
  component: lazyPage(() => import('../settings/webhooks-tab.tsx'), 'WebhooksTab'),
});

/** Any other address, so that the way to the pages stays in sight. */
const notFound = createRoute({ getParentRoute: () => app, path: '$', component: PageNotFound });

/** Every page of the application. */
export const routeTree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    jobs,
    newJob,
    job,
    editJob,
    datasets,
    dataset,
    queue,
    settings.addChildren([settingsHome, tokens, secrets, webhooks]),
    notFound,
  ]),
]);
