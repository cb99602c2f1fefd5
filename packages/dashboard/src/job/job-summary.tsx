import { Radio, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Job } from '../api/types.ts';
import { formatDuration, formatRoughDuration } from '../format/duration.ts';
import { formatSpeed } from '../format/speed.ts';
import { describeJobState } from '../jobs/job-state.ts';
import { Progress } from '../ui/progress.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useNow } from '../ui/use-now.ts';
import type { StreamState } from './follow-events.ts';

/** Where a job stands: progress, speed and what is left, or why it waits. */
export function JobSummary({ job, stream }: { readonly job: Job; readonly stream: StreamState }) {
  const { current_step: step, total_steps: total, percent } = job.progress;
  return (
    <section aria-label="Progress" className="mb-5 rounded-xl border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p>
          <span className="text-xl font-semibold tracking-tight">{step.toLocaleString('en')}</span>
          <span className="text-muted"> of {total.toLocaleString('en')} steps</span>
        </p>
        <p className="flex items-center gap-3 text-muted">
          <span>{Math.floor(percent)} %</span>
          <StreamMark state={stream} />
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
        <Fact name="Time left">{timeLeft(job)}</Fact>
        <Fact name="Speed">{job.speed === null ? '–' : formatSpeed(job.speed)}</Fact>
        <Fact name={job.finished_at === null ? 'Running for' : 'Took'}>
          <Elapsed job={job} />
        </Fact>
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

function Elapsed({ job }: { readonly job: Job }) {
  const nowMs = useNow(1000);
  if (job.started_at === null) return '–';
  const endMs = job.finished_at === null ? nowMs : Date.parse(job.finished_at);
  return formatDuration(endMs - Date.parse(job.started_at));
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
      <button type="button" className="inline-flex items-center gap-1.5 rounded text-xs" data-stream={state}>
        <Icon className={state === 'live' ? 'size-3.5 text-success' : 'size-3.5 text-warning'} aria-hidden />
        <span role="status">{label}</span>
      </button>
    </Tooltip>
  );
}
