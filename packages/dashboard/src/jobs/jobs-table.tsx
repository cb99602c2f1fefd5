import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import type { Job } from '../api/types.ts';
import { formatRoughDuration } from '../format/duration.ts';
import { DownloadNewest } from '../job/download-newest.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Progress } from '../ui/progress.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { choose, type Selection } from '../ui/selection.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { JobBadge } from './job-badge.tsx';
import { JobRowMenu } from './job-row-menu.tsx';
import { describeJobState, isFinished } from './job-state.ts';

export interface JobsTableProps {
  readonly jobs: readonly Job[];
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
}

/**
 * Jobs as rows, each with a box to choose it; on a phone each becomes a block. With Shift, a click or an arrow key
 * chooses everything on its way.
 */
export function JobsTable({ jobs, selection, onSelection }: JobsTableProps) {
  const order = jobs.map(({ id }) => id);
  const chosen = order.filter((id) => selection.chosen.has(id)).length;
  const onChoose = (id: string, isRange: boolean) => onSelection(choose(selection, id, order, isRange));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = neighbourBox(event);
    if (next === null) return;
    event.preventDefault();
    next.focus();
    if (event.shiftKey && next.dataset['choose'] !== undefined) {
      const from = event.target instanceof HTMLElement ? event.target.dataset['choose'] : undefined;
      const anchored = { chosen: selection.chosen, anchor: from ?? null };
      onSelection(choose(anchored, next.dataset['choose'], order, true));
    }
  };
  return (
    <Table aria-label="Jobs" className="max-md:block">
      <JobsTableHead
        state={chosen === 0 ? false : chosen === jobs.length ? true : 'indeterminate'}
        onAll={(isChosen) =>
          onSelection({ chosen: new Set(isChosen ? order : []), anchor: selection.anchor })
        }
      />
      <tbody className="max-md:block" onKeyDown={onKeyDown}>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            isChosen={selection.chosen.has(job.id)}
            onChoose={(isRange) => onChoose(job.id, isRange)}
          />
        ))}
      </tbody>
    </Table>
  );
}

/** The box above or below the one that has the keyboard, for an arrow key; null where there is none. */
function neighbourBox({ key, target, currentTarget }: KeyboardEvent<HTMLElement>): HTMLElement | null {
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const boxes = [...currentTarget.querySelectorAll<HTMLElement>('input[data-choose]')];
  const at = target instanceof HTMLElement ? boxes.indexOf(target) : -1;
  return step === 0 || at === -1 ? null : (boxes[at + step] ?? null);
}

/** The shape of the table while its rows are on their way. */
export function JobsTableLoading() {
  return (
    <div role="status" aria-label="Loading the jobs">
      {[72, 56, 64, 48, 60, 52].map((width, row) => (
        <div key={width} className="flex h-14 items-center gap-6 border-t border-line px-4 first:border-t-0">
          <Skeleton className={row % 2 === 0 ? 'h-4 w-56' : 'h-4 w-40'} />
          <Skeleton className="h-5 w-20 rounded-full" />
          <Skeleton className="h-2 flex-1 rounded-full" />
        </div>
      ))}
    </div>
  );
}

function JobsTableHead({
  state,
  onAll,
}: {
  readonly state: boolean | 'indeterminate';
  readonly onAll: (isChosen: boolean) => void;
}) {
  return (
    // Not there on a phone, where nobody would see what has the keyboard; the bar of what is chosen has all of it.
    <thead className="max-md:hidden">
      <tr>
        <Th className="w-8 pr-0">
          <Checkbox checked={state} onChange={onAll} label="Choose all jobs shown" hideLabel />
        </Th>
        <Th>Name</Th>
        <Th>Status</Th>
        <Th className="w-[30%]">Progress</Th>
        <Th>GPU</Th>
        <Th>Created</Th>
        <Th>
          <span className="sr-only">Actions</span>
        </Th>
      </tr>
    </thead>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly isChosen: boolean;
  readonly onChoose: (isRange: boolean) => void;
}

function JobRow({ job, isChosen, onChoose }: JobRowProps) {
  return (
    <Tr
      data-chosen={isChosen || undefined}
      className="data-chosen:bg-accent-soft max-md:grid max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:px-4 max-md:py-3 max-md:first:border-t-0 [&>td]:max-md:h-auto [&>td]:max-md:p-0"
    >
      <Td className="w-8 pr-0 max-md:w-auto">
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Choose ${job.name}`}
          data-choose={job.id}
          onChange={(event) => onChoose((event.nativeEvent as MouseEvent).shiftKey)}
          className="block size-4 accent-accent max-md:size-5"
        />
      </Td>
      <Td className="max-w-72 max-md:max-w-none">
        <Link
          to="/jobs/$id"
          params={{ id: job.id }}
          className="block truncate rounded font-medium hover:text-accent-text"
          title={job.name}
        >
          {job.name}
        </Link>
        {job.error !== null && (
          <p className="truncate text-xs text-danger" title={job.error.message}>
            {job.error.message}
          </p>
        )}
      </Td>
      <Td className="max-md:order-3 max-md:col-span-2 max-md:mt-2">
        <JobBadge job={job} />
      </Td>
      <Td className="max-md:order-5 max-md:col-span-3 max-md:mt-2">
        <JobProgress job={job} />
      </Td>
      <Td className="whitespace-nowrap text-muted max-md:hidden">{gpuWords(job)}</Td>
      <Td className="text-muted max-md:order-4 max-md:mt-2 max-md:text-xs">
        <RelativeTime at={job.created_at} />
      </Td>
      <Td className="pr-2 text-right max-md:order-2">
        <span className="flex justify-end">
          {isFinished(job) && <DownloadNewest job={job} small />}
          <JobRowMenu job={job} />
        </span>
      </Td>
    </Tr>
  );
}

function JobProgress({ job }: { readonly job: Job }) {
  const { current_step: step, total_steps: total, percent } = job.progress;
  const left = job.eta_seconds;
  // A resumed one that only waits for its turn shows how far it is.
  if (job.status === 'IN_QUEUE' && (step === 0 || job.waiting_reason !== null)) {
    return (
      <span className="line-clamp-2 text-muted wrap-anywhere" title={job.waiting_reason ?? undefined}>
        {job.waiting_reason ?? queueWords(job.queue_position)}
      </span>
    );
  }
  return (
    <div className="flex min-w-44 flex-col gap-1.5">
      <div className="flex justify-between gap-3 text-xs text-muted">
        <span>
          {step.toLocaleString('en')} of {total.toLocaleString('en')} steps
        </span>
        <span className="whitespace-nowrap">
          {left === null ? `${Math.floor(percent)} %` : `${formatRoughDuration(left * 1000)} left`}
        </span>
      </div>
      <Progress percent={percent} label={`Progress of ${job.name}`} tone={describeJobState(job).tone} />
    </div>
  );
}

function queueWords(position: number | null): string {
  if (position === null) return 'Waiting';
  return position === 1 ? 'Next in the queue' : `Number ${position} in the queue`;
}

function gpuWords({ gpu_type: type, gpu_count: count }: Job): string {
  return count > 1 ? `${count} × ${type}` : type;
}
