import { RotateCw } from 'lucide-react';
import type { Answer, Job } from '../api/types.ts';
import { formatDuration } from '../format/duration.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useJobRuns } from './job-query.ts';

type Run = Answer<'listJobRuns'>['runs'][number];

/** Every run of a job: where it began, where it ended and how. */
export function RunsTab({ job }: { readonly job: Job }) {
  const runs = useJobRuns(job);
  if (runs.data === undefined) {
    return runs.isError ? (
      <ErrorState
        title="The runs could not be loaded."
        error={runs.error}
        onRetry={() => void runs.refetch()}
      />
    ) : (
      <Skeleton className="h-40 w-full rounded-xl" />
    );
  }
  if (runs.data.runs.length === 0) {
    return (
      <EmptyState icon={RotateCw} title="No run yet">
        The first begins as soon as it is the job's turn.
      </EmptyState>
    );
  }
  return (
    <ol className="flex flex-col gap-3" aria-label="Runs, the newest first">
      {[...runs.data.runs].reverse().map((run) => (
        <li key={run.id}>
          <RunCard run={run} />
        </li>
      ))}
    </ol>
  );
}

function RunCard({ run }: { readonly run: Run }) {
  const { label, tone } = stateOf(run);
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">Run {run.number}</h2>
        <Badge tone={tone}>{label}</Badge>
        <span className="text-muted">
          {run.resumed_from_step === null
            ? 'from the beginning'
            : `from step ${run.resumed_from_step.toLocaleString('en')}`}
          {` to step ${run.end_step.toLocaleString('en')}`}
        </span>
        <span className="ml-auto text-xs text-faint">
          <RelativeTime at={run.started_at ?? run.created_at} />
        </span>
      </div>
      {run.message !== null && (
        <p className="mt-2 whitespace-pre-line wrap-anywhere text-muted">{run.message}</p>
      )}
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-faint">
        {[
          lengthOf(run),
          `Config ${run.config_version}`,
          run.gpus.length === 0 ? run.gpu_type : run.gpus.map(({ name }) => name ?? run.gpu_type).join(', '),
          run.host === null ? null : `on ${run.host}`,
          trainerWords(run),
          run.reason,
        ]
          .filter((part) => part !== null)
          .map((part) => (
            <span key={part} className="wrap-anywhere">
              {part}
            </span>
          ))}
      </p>
    </Card>
  );
}

/** The trainer with its version, which for some begins with the trainer's name. */
function trainerWords({ trainer, trainer_version: version }: Run): string {
  if (version === null) return trainer;
  return version.startsWith(trainer) ? version : `${trainer} ${version}`;
}

function lengthOf({ started_at: start, ended_at: end }: Run): string | null {
  return start === null || end === null ? null : formatDuration(Date.parse(end) - Date.parse(start));
}

const outcomes: Readonly<Record<NonNullable<Run['outcome']>, { label: string; tone: Tone }>> = {
  finished: { label: 'Finished', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
  canceled: { label: 'Canceled', tone: 'neutral' },
  lost: { label: 'Lost', tone: 'warning' },
};

const states: Readonly<Record<Run['state'], { label: string; tone: Tone }>> = {
  queued: { label: 'Queued', tone: 'warning' },
  starting: { label: 'Starting', tone: 'accent' },
  running: { label: 'Running', tone: 'accent' },
  ended: { label: 'Ended', tone: 'neutral' },
};

function stateOf({ state, outcome }: Run): { label: string; tone: Tone } {
  return outcome === null ? states[state] : outcomes[outcome];
}
