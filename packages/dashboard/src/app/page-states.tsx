import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ConnectionError } from '@trainyard/core/client';
import { MapPinOff } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useServerReturn } from './server-presence.ts';

/** Shown while the program of a page is being loaded. */
export function PageLoading() {
  return (
    <div role="status" aria-label="Loading the page" className="flex flex-col gap-4">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-64 w-full rounded-xl" />
    </div>
  );
}

/** Shown where a page failed; for want of the server only until that is back. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  useServerReturn(error instanceof ConnectionError, retry);
  return <ErrorState title="This page could not be shown." error={error} onRetry={retry} />;
}

/** Shown for an address that no page has. */
export function PageNotFound() {
  return (
    <>
      <title>Not found · Trainyard</title>
      <EmptyState
        icon={MapPinOff}
        heading="h1"
        title="There is no page at this address"
        actions={
          <Link to="/jobs" className={buttonClass()}>
            Go to the jobs
          </Link>
        }
      >
        It may have been moved, or the link is incomplete.
      </EmptyState>
    </>
  );
}
