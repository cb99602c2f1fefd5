import { createRouter } from '@tanstack/react-router';
import { PageFailed, PageLoading, PageNotFound } from './page-states.tsx';
import { type RouteContext, routeTree } from './routes.tsx';

const preloadDelayMs = 60;

/** The router over all pages. */
export function createAppRouter(context: RouteContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPreloadDelay: preloadDelayMs,
    // Answers are cached by React Query alone.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: PageNotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
