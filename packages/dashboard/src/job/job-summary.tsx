import { isEnded } from '@trainyard/core/client';
import { Radio, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Job } from '../api/types.ts';
import { formatDuration, formatRoughDuration } from '../format/duration.ts';
import { formatSpeed } from '../format/speed.ts';
import { describeJobState } from '../jobs/job-state.ts';
import { Progress } from '../ui/progress.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useNow } from '../ui/use-now.ts';
import type { StreamState } from './follow-events.ts';
import { useJobRuns } from './job-query.ts';
import { meanSpeed, trainedMs } from './run-times.ts';

/** Where a job stands: progress, speed and what is left, or why it waits; of an ended one what it took. */
export function JobSummary({ job, stream }: { readonly job: Job; readonly stream: StreamState }) {
  const { current_step: step, total_steps: total, percent } = job.progress;
  return (
    <section
      aria-label="Progress"
      className="mb-5 rounded-xl border border-line bg-surface p-4"
      data-stream={stream}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p>
          <span className="text-xl font-semibold tracking-tight">{step.toLocaleString('en')}</span>
          <span className="text-muted"> of {total.toLocaleString('en')} steps</span>
        </p>
        <p className="flex items-center gap-3 text-muted">
          <span>{Math.floor(percent)} %</span>
          {!isEnded(job.status) && <StreamMark state={stream} />}
        </p>
      </div>
      <Progress
        percent={percent}
        label={`Progress of ${job.name}`}
        tone={describeJobState(job).tone}
        className="mt-3 h-2"
      />
      {job.queue_position !== null && <Waiting job={job} />}
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4 lg:grid-cols-6">
        <TimeFacts job={job} />
        <Fact name="GPU">{gpuWords(job)}</Fact>
        <Fact name="Trainer">{job.trainer}</Fact>
        <Fact name="Run">
          {job.run_number}
          {job.resumed_from_step !== null && (
            <span className="text-muted"> from step {job.resumed_from_step.toLocaleString('en')}</span>
          )}
        </Fact>
      </dl>
      {job.resume_note !== null && <p className="mt-3 text-warning">{job.resume_note}</p>}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-0.5 truncate font-medium">{children}</dd>
    </div>
  );
}

function Waiting({ job }: { readonly job: Job }) {
  const place =
    job.queue_position === 1 ? 'Next in the queue.' : `Number ${job.queue_position} in the queue.`;
  return (
    <p className="mt-3 text-warning">
      {place} {job.waiting_reason}
    </p>
  );
}

/** Times are those of the runs: what lies between two of them is no time of training. */
function TimeFacts({ job }: { readonly job: Job }) {
  const nowMs = useNow(1000);
  const runs = useJobRuns(job).data?.runs ?? [];
  const ms = trainedMs(runs, nowMs);
  const trained = ms === null ? null : formatDuration(ms);
  if (isEnded(job.status)) {
    const speed = meanSpeed(runs);
    return (
      <>
        <Fact name="Ended">{job.finished_at === null ? '–' : <RelativeTime at={job.finished_at} />}</Fact>
        <Fact name="Took">{trained ?? '–'}</Fact>
        <Fact name="Mean speed">{speed === null ? '–' : formatSpeed(speed)}</Fact>
      </>
    );
  }
  if (job.status === 'IN_QUEUE') {
    return (
      <>
        <Fact name="Queued">
          <RelativeTime at={runs.at(-1)?.created_at ?? job.created_at} />
        </Fact>
        {trained !== null && <Fact name="Trained for">{trained}</Fact>}
      </>
    );
  }
  return (
    <>
      <Fact name="Time left">{timeLeft(job)}</Fact>
      <Fact name="Speed">{job.speed === null ? '–' : formatSpeed(job.speed)}</Fact>
      <Fact name="Trained for">{trained ?? '–'}</Fact>
    </>
  );
}

function timeLeft(job: Job): string {
  return job.eta_seconds === null ? '–' : formatRoughDuration(job.eta_seconds * 1000);
}

function gpuWords({ gpu_type: type, gpu_count: count, gpu_id: id }: Job): string {
  const what = count > 1 ? `${count} × ${type}` : type;
  return id === null ? what : `${what} ${id}`;
}

const marks = {
  live: { icon: Radio, label: 'Live', text: 'Changes are shown as they happen.' },
  connecting: { icon: RefreshCw, label: 'Connecting', text: 'The live connection is being made.' },
  polling: {
    icon: Unplug,
    label: 'Reconnecting',
    text: 'The live connection was lost. The page asks again by itself.',
  },
} as const;

function StreamMark({ state }: { readonly state: StreamState }) {
  const { icon: Icon, label, text } = marks[state];
  return (
    <Tooltip text={text}>
      <button type="button" className="inline-flex items-center gap-1.5 rounded text-xs">
        <Icon className={state === 'live' ? 'size-3.5 text-success' : 'size-3.5 text-warning'} aria-hidden />
        <span role="status">{label}</span>
      </button>
    </Tooltip>
  );
}
