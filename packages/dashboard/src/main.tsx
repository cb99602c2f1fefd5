import './app/nonce.ts';
import './style.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiContext } from './api/api-context.ts';
import { createApi } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { createAppRouter } from './app/router.ts';
import { Toasts } from './ui/toasts.tsx';

const tooltipDelayMs = 400;

const queryClient = createQueryClient();
const api = createApi({
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => {
    const { href, pathname } = router.state.location;
    if (pathname === '/sign-in') return;
    queryClient.clear();
    void router.navigate({ to: '/sign-in', search: { from: href, expired: true }, replace: true });
  },
});
const router = createAppRouter({ api, queryClient });

const element = document.getElementById('root');
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <ApiContext value={api}>
          <Tooltip.Provider delayDuration={tooltipDelayMs}>
            <RouterProvider router={router} />
            <Toasts />
          </Tooltip.Provider>
        </ApiContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}
