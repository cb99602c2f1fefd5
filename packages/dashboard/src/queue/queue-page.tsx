import { Link } from '@tanstack/react-router';
import { Coffee, Cpu } from 'lucide-react';
import { useSession } from '../api/session.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { GpuCard } from './gpu-card.tsx';
import { PauseBanner } from './pause-banner.tsx';
import { PauseButton } from './pause-button.tsx';
import { pauseOf } from './pause-words.ts';
import { useGpus, useQueue } from './queue-query.ts';
import { RunningJobs } from './running-jobs.tsx';
import { WaitingJobs } from './waiting-jobs.tsx';

/** What runs where, and what waits for what. */
export function QueuePage() {
  return (
    <>
      <PageHeader
        title="Queue and GPUs"
        description="What runs where, and why the rest waits."
        actions={<PauseAll />}
      />
      <Pauses />
      <Gpus />
      <Queue />
    </>
  );
}

/** For administrators, and only while the queue is not paused: the banner has the way back. */
function PauseAll() {
  const { account } = useSession();
  const pauses = useQueue().data?.pauses;
  if (!account.is_administrator || pauses === undefined || pauses.some(({ node }) => node === null)) {
    return null;
  }
  return <PauseButton scope={{}} what="the queue" />;
}

/** What is paused as a whole; of a single GPU its card tells. */
function Pauses() {
  const { account } = useSession();
  const pauses = useQueue().data?.pauses ?? [];
  return pauses
    .filter(({ gpu }) => gpu === null)
    .map((pause) => (
      <PauseBanner key={pause.node ?? ''} pause={pause} canResume={account.is_administrator} />
    ));
}

function Gpus() {
  const gpus = useGpus();
  const pauses = useQueue().data?.pauses ?? [];
  const { account } = useSession();
  if (gpus.data === undefined) {
    if (gpus.isError) {
      return (
        <ErrorState
          title="The GPUs could not be loaded."
          error={gpus.error}
          onRetry={() => void gpus.refetch()}
        />
      );
    }
    return <Skeleton className="mb-5 h-36 rounded-xl" />;
  }
  if (gpus.data.gpus.length === 0) {
    return (
      <Card className="mb-5">
        <EmptyState icon={Cpu} title="This installation has no GPU">
          Whoever runs the server gives it some with the setting GPUS, or by installing the driver of the
          cards; <code>trainyard doctor</code> says what is missing.
        </EmptyState>
      </Card>
    );
  }
  const hasSeveralNodes = new Set(gpus.data.gpus.map(({ node }) => node)).size > 1;
  return (
    <ul aria-label="GPUs" className="mb-5 grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {gpus.data.gpus.map((gpu) => (
        <li key={`${gpu.node} ${gpu.id}`}>
          <GpuCard
            gpu={gpu}
            isNodeShown={hasSeveralNodes}
            pause={pauseOf(pauses, gpu)}
            canPause={account.is_administrator}
          />
        </li>
      ))}
    </ul>
  );
}

function Queue() {
  const queue = useQueue();
  const gpus = useGpus().data?.gpus ?? [];
  if (queue.data === undefined) {
    if (queue.isError) {
      return (
        <ErrorState
          title="The queue could not be loaded."
          error={queue.error}
          onRetry={() => void queue.refetch()}
        />
      );
    }
    return <Skeleton className="h-48 rounded-xl" />;
  }
  const { running, waiting, others } = queue.data;
  if (running.length === 0 && waiting.length === 0 && others.running + others.waiting === 0) {
    return (
      <Card>
        <EmptyState
          icon={Coffee}
          title="Nothing runs and nothing waits"
          actions={
            <Link to="/jobs/new" className={buttonClass('primary')}>
              New job
            </Link>
          }
        >
          A job that you submit now starts at once, if its GPU is free.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <Card title={`Running (${running.length + others.running})`} flush>
        <RunningJobs jobs={running} others={others.running} gpus={gpus} />
      </Card>
      <Card title={`Waiting (${waiting.length + others.waiting})`} flush>
        <WaitingJobs jobs={waiting} others={others.waiting} />
      </Card>
    </div>
  );
}
