import { Link } from '@tanstack/react-router';
import type { JobStatus } from '@trainyard/core/client';
import { clsx } from 'clsx';

const choices: readonly { readonly status: JobStatus | null; readonly label: string }[] = [
  { status: null, label: 'All' },
  { status: 'RUNNING', label: 'Running' },
  { status: 'IN_QUEUE', label: 'Queued' },
  { status: 'STOPPED', label: 'Finished or stopped' },
  { status: 'FAILED', label: 'Failed' },
  { status: 'CANCELED', label: 'Canceled' },
];

/** Chooses which jobs are shown; the choice is in the address, so that it can be kept and sent. */
export function JobFilterBar({ current }: { readonly current: JobStatus | null }) {
  return (
    <nav aria-label="Jobs by status" className="mb-3 flex gap-1 overflow-x-auto p-0.5">
      {choices.map(({ status, label }) => (
        <Link
          key={label}
          to="/jobs"
          search={status === null ? {} : { status }}
          aria-current={status === current ? 'page' : undefined}
          className={clsx(
            'inline-flex h-8 shrink-0 items-center rounded-lg px-3 text-[0.8125rem] font-medium transition-colors',
            status === current
              ? 'bg-surface text-ink shadow-sm ring-1 ring-line-strong'
              : 'text-muted hover:bg-hover hover:text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
