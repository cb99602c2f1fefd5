import { RotateCw, X } from 'lucide-react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Progress } from '../ui/progress.tsx';
import type { JobsDeletion } from './jobs-deletion.ts';

/** How a deletion of several jobs goes, and afterwards which were not deleted and why, until it is dismissed. */
export function DeletionProgress({ deletion }: { readonly deletion: JobsDeletion }) {
  const { state, isRunning } = deletion;
  if (state === null) return null;
  const { done, of, failures } = state;
  return (
    <section
      aria-label="Deletion of jobs"
      className="mb-3 flex flex-col gap-2 rounded-xl border border-line bg-surface px-4 py-3"
    >
      <div className="flex items-center gap-3">
        <p role="status" className="min-w-0 flex-1 font-medium">
          {isRunning
            ? `Deleting jobs: ${done} of ${of} done`
            : `${failures.length} of ${of} jobs ${failures.length === 1 ? 'was' : 'were'} not deleted.`}
        </p>
        {!isRunning && (
          <>
            <Button size="sm" onClick={() => deletion.begin(failures.map(({ job }) => job))}>
              <RotateCw aria-hidden />
              Try again
            </Button>
            <IconButton label="Dismiss" onClick={deletion.dismiss}>
              <X aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      {isRunning && <Progress percent={(done / of) * 100} label="Deleting jobs" />}
      {failures.length > 0 && (
        <ul className="flex flex-col gap-1">
          {failures.map(({ job, error }) => (
            <li key={job.id} className="wrap-anywhere text-danger">
              <span className="font-medium">{job.name}</span>: {describeFailure(error).message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
