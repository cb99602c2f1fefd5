import { Link, useSearch } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { Plus, SearchX, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { emptySelection } from '../ui/selection.ts';
import { DeletionProgress } from './deletion-progress.tsx';
import { JobFilterBar } from './job-filter-bar.tsx';
import { useJobsDeletion } from './jobs-deletion.ts';
import { useJobs } from './jobs-query.ts';
import { JobsTable, JobsTableLoading } from './jobs-table.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** The jobs of the account: how they go, and what can be done with each. */
export function JobsPage() {
  const filter = useSearch({ from: '/app/jobs' });
  return (
    <>
      <PageHeader
        title="Jobs"
        actions={
          <Link to="/jobs/new" className={clsx(buttonClass('primary'), 'lg:hidden')}>
            <Plus aria-hidden />
            New job
          </Link>
        }
      />
      <JobFilterBar current={filter.status ?? null} />
      {/* Another filter begins with nothing chosen. */}
      <JobsList key={filter.status ?? 'all'} />
    </>
  );
}

function JobsList() {
  const filter = useSearch({ from: '/app/jobs' });
  const jobs = useJobs(filter);
  const deletion = useJobsDeletion();
  const [selection, setSelection] = useState(emptySelection);
  const rows = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];
  // What has gone meanwhile is chosen no more.
  const chosen = rows.filter(({ id }) => selection.chosen.has(id));
  const chooseNone = () => setSelection(emptySelection);
  return (
    <>
      <DeletionProgress deletion={deletion} />
      {chosen.length > 0 && (
        <SelectionBar
          chosen={chosen}
          shown={rows.length}
          busy={deletion.isRunning}
          onAll={() => setSelection({ ...emptySelection, chosen: new Set(rows.map(({ id }) => id)) })}
          onNone={chooseNone}
          onDelete={() => {
            deletion.begin(chosen);
            chooseNone();
          }}
        />
      )}
      <Card flush>
        {jobs.data === undefined ? (
          <NotYetLoaded jobs={jobs} />
        ) : rows.length === 0 ? (
          <NothingToShow isFiltered={filter.status !== undefined} />
        ) : (
          <div className={jobs.isPlaceholderData ? 'opacity-60 transition-opacity' : ''}>
            {jobs.isError && (
              <p role="status" className="border-b border-line bg-warning-soft px-4 py-2 text-warning">
                The server does not answer. This list is as it was; it goes on by itself.
              </p>
            )}
            <JobsTable jobs={rows} selection={selection} onSelection={setSelection} />
            {jobs.hasNextPage && (
              <div className="flex justify-center border-t border-line p-3">
                <Button busy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
                  Show older jobs
                </Button>
              </div>
            )}
          </div>
        )}
      </Card>
    </>
  );
}

function NotYetLoaded({ jobs }: { readonly jobs: ReturnType<typeof useJobs> }) {
  if (!jobs.isError) return <JobsTableLoading />;
  return (
    <ErrorState
      title="The jobs could not be loaded."
      error={jobs.error}
      onRetry={() => void jobs.refetch()}
    />
  );
}

function NothingToShow({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? <NoneOfThisStatus /> : <NoJobs />;
}

function NoJobs() {
  return (
    <EmptyState
      icon={Waypoints}
      title="No jobs yet"
      actions={
        <>
          <Link to="/datasets" className={buttonClass()}>
            Go to datasets
          </Link>
          <Link to="/jobs/new" className={buttonClass('primary')}>
            New job
          </Link>
        </>
      }
    >
      A job trains a LoRA on a dataset. Upload a dataset first, then choose a model to train on it.
    </EmptyState>
  );
}

function NoneOfThisStatus() {
  return (
    <EmptyState
      icon={SearchX}
      title="No job has this status"
      actions={
        <Link to="/jobs" search={{}} className={buttonClass()}>
          Show all jobs
        </Link>
      }
    >
      Jobs come and go from here as they are queued, trained and ended.
    </EmptyState>
  );
}
