import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { CircleAlert, CircleSlash, TriangleAlert } from 'lucide-react';
import type { Job } from '../api/types.ts';
import { describeOutcome, type Outcome } from './outcome.ts';

const looks = {
  danger: { icon: CircleAlert, box: 'border-danger-mark/40 bg-danger-soft', title: 'text-danger' },
  warning: { icon: TriangleAlert, box: 'border-warning-mark/40 bg-warning-soft', title: 'text-warning' },
  neutral: { icon: CircleSlash, box: 'border-line bg-surface', title: 'text-ink' },
} as const satisfies Record<Outcome['tone'], unknown>;

/** What happened to a job that did not go to its end, in words, before anything else of it. */
export function JobOutcome({ job }: { readonly job: Job }) {
  const outcome = describeOutcome(job);
  if (outcome === null) return null;
  const { icon: Icon, box, title } = looks[outcome.tone];
  const reason = job.error?.reason ?? null;
  return (
    <section
      aria-label="What happened"
      className={clsx('mb-4 flex items-start gap-3 rounded-xl border p-4', box)}
    >
      <Icon className={clsx('mt-0.5 size-5 shrink-0', title)} aria-hidden />
      <div className="min-w-0 flex-1">
        <h2 className={clsx('font-semibold', title)}>{outcome.title}</h2>
        <p className="mt-1 max-w-3xl whitespace-pre-line text-pretty wrap-anywhere text-ink">
          {outcome.message}
        </p>
        {outcome.advice !== null && <p className="mt-1 max-w-3xl text-muted">{outcome.advice}</p>}
        {outcome.isInLog && (
          <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
            <Link
              to="/jobs/$id"
              params={{ id: job.id }}
              search={{ tab: 'log', at: 'failure' }}
              className="font-medium text-accent-text underline underline-offset-3"
            >
              See it in the log
            </Link>
            {reason !== null && <code className="font-mono text-xs text-muted">{reason}</code>}
          </p>
        )}
      </div>
    </section>
  );
}
