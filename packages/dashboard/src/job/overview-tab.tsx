import { lazy, Suspense } from 'react';
import type { Job } from '../api/types.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { JobDetails } from './job-details.tsx';

const Charts = lazy(async () => ({ default: (await import('./charts/charts.tsx')).Charts }));

/** How a job goes, in curves, and what is known of it. */
export function OverviewTab({ job }: { readonly job: Job }) {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <Suspense fallback={<Skeleton className="h-80 w-full rounded-xl" />}>
        <Charts job={job} />
      </Suspense>
      <JobDetails job={job} />
    </div>
  );
}
