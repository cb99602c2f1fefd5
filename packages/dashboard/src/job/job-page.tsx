import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Job } from '../api/types.ts';
import { JobBadge } from '../jobs/job-badge.tsx';
import { BackLink } from '../ui/back-link.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { groupCheckpoints } from './checkpoint-groups.ts';
import { CheckpointsTab } from './checkpoints-tab.tsx';
import { ConfigTab } from './config-tab.tsx';
import type { StreamState } from './follow-events.ts';
import { JobButtons } from './job-buttons.tsx';
import { JobOutcome } from './job-outcome.tsx';
import { useJob, useJobResult } from './job-query.ts';
import { JobSummary } from './job-summary.tsx';
import type { JobTab } from './job-view.ts';
import type { KeptResult } from './kept-links.ts';
import { LogTab } from './log/log-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { SamplesTab } from './samples/samples-tab.tsx';
import { useJobStream } from './use-job-stream.ts';

/** One job: how it goes, what it made, and what can be done with it. */
export function JobPage() {
  const { id } = useParams({ from: '/app/jobs/$id' });
  // Another job begins with nothing of the one before.
  return <OneJob key={id} id={id} />;
}

function OneJob({ id }: { readonly id: string }) {
  const stream = useJobStream(id);
  const job = useJob(id, stream);
  if (job.data === undefined) {
    return (
      <>
        <PageHeader title="Job" back={<BackToJobs />} />
        {job.isError ? (
          <ErrorState
            title="The job could not be loaded."
            error={job.error}
            onRetry={() => void job.refetch()}
          />
        ) : (
          <JobLoading />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={job.data.name}
        back={<BackToJobs />}
        beside={<JobBadge job={job.data} />}
        actions={<JobButtons job={job.data} />}
      />
      {job.isError && (
        <p role="status" className="mb-4 rounded-xl bg-warning-soft px-4 py-2 text-warning">
          The server does not answer. This page is as it was; it goes on by itself.
        </p>
      )}
      <JobOutcome job={job.data} />
      <JobSummary job={job.data} stream={stream} />
      <JobParts job={job.data} stream={stream} />
    </>
  );
}

function JobParts({ job, stream }: { readonly job: Job; readonly stream: StreamState }) {
  const { tab = 'overview', at } = useSearch({ from: '/app/jobs/$id' });
  const navigate = useNavigate({ from: '/jobs/$id' });
  const result = useJobResult(job, stream);
  const withResult = (show: (made: KeptResult) => ReactNode) => {
    if (result.data !== undefined) return show(result.data);
    if (!result.isError) return <Skeleton className="h-64 w-full rounded-xl" />;
    return (
      <ErrorState
        title="What the job made could not be loaded."
        error={result.error}
        onRetry={() => void result.refetch()}
      />
    );
  };
  const made = result.data?.artifacts;
  return (
    <Tabs<JobTab>
      label="Parts of the job"
      value={tab}
      onChange={(next) =>
        void navigate({ search: next === 'overview' ? {} : { tab: next }, resetScroll: false })
      }
      tabs={[
        { value: 'overview', label: 'Overview', content: <OverviewTab job={job} /> },
        {
          value: 'samples',
          label: <Counted label="Samples" count={made?.samples.length} />,
          content: withResult((data) => <SamplesTab job={job} result={data} />),
        },
        {
          value: 'checkpoints',
          label: <Counted label="Checkpoints" count={made && groupCheckpoints(made.checkpoints).length} />,
          content: withResult((data) => <CheckpointsTab job={job} result={data} />),
        },
        { value: 'log', label: 'Log', content: <LogTab job={job} isAtFailure={at === 'failure'} /> },
        {
          value: 'config',
          label: 'Config',
          content: withResult((data) => <ConfigTab job={job} result={data} />),
        },
        {
          value: 'runs',
          label: <Counted label="Runs" count={job.run_number} />,
          content: <RunsTab job={job} />,
        },
      ]}
    />
  );
}

function Counted({ label, count }: { readonly label: string; readonly count: number | undefined }) {
  return (
    <>
      {label}
      {count !== undefined && count > 0 && (
        <span className="rounded-full bg-hover px-1.5 text-xs font-normal text-muted">{count}</span>
      )}
    </>
  );
}

function BackToJobs() {
  return <BackLink to="/jobs">Jobs</BackLink>;
}

function JobLoading() {
  return (
    <div role="status" aria-label="Loading the job" className="flex flex-col gap-4">
      <Skeleton className="h-36 w-full rounded-xl" />
      <Skeleton className="h-72 w-full rounded-xl" />
    </div>
  );
}
