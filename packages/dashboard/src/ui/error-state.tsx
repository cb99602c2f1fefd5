import { CircleAlert } from 'lucide-react';
import { describeFailure } from '../api/failure.ts';
import { Button } from './button.tsx';

export interface ErrorStateProps {
  readonly error: unknown;
  /** What did not work: `The jobs could not be loaded.` */
  readonly title: string;
  /** Tries again. */
  readonly onRetry?: () => void;
}

/** Stands where something could not be shown: what happened and what to do next. */
export function ErrorState({ error, title, onRetry }: ErrorStateProps) {
  const failure = describeFailure(error);
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 flex size-11 items-center justify-center rounded-xl bg-danger-soft text-danger">
        <CircleAlert className="size-5" aria-hidden />
      </span>
      <h2 className="font-semibold">{title}</h2>
      <p className="mt-1 max-w-lg text-pretty wrap-anywhere text-muted">{failure.message}</p>
      {failure.advice !== null && (
        <p className="mt-1 max-w-lg text-pretty wrap-anywhere text-muted">{failure.advice}</p>
      )}
      <div className="mt-5 flex flex-wrap items-center justify-center gap-3">
        {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
        {failure.docPath !== null && (
          <a className="text-accent-text underline underline-offset-3" href={failure.docPath}>
            What this error means
          </a>
        )}
      </div>
      {failure.requestId !== null && (
        <p className="mt-4 text-xs text-faint">
          Request <code className="font-mono">{failure.requestId}</code>
        </p>
      )}
    </div>
  );
}
