import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useRef, useState, useSyncExternalStore } from 'react';
import { formatBytes } from '../../format/bytes.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { Upload, UploadList } from './upload-list.ts';

const rowHeightPx = 32;
/** Smaller files have gone before a bar of theirs could be looked at. */
const slowBytes = 1_000_000;

const stateWords: Readonly<Record<Upload['state'], string>> = {
  waiting: 'Waiting',
  sending: 'Sending',
  done: 'Done',
  failed: 'Failed',
  refused: 'Not sent',
  canceled: 'Canceled',
};

/** How uploads go: all together, and each by itself; what failed stays until it is dealt with. */
export function UploadPanel({ list }: { readonly list: UploadList<File> }) {
  const { counts, sentBytes, totalBytes, isActive, uploads } = useSyncExternalStore(
    list.subscribe,
    list.snapshot,
  );
  const problems = counts.failed + counts.refused + counts.canceled;
  const [onlyProblems, setOnlyProblems] = useState(false);
  if (uploads.length === 0) return null;
  const shown = onlyProblems ? uploads.filter((upload) => isProblem(upload)) : uploads;
  const percent = totalBytes === 0 ? 100 : (sentBytes / totalBytes) * 100;
  return (
    <Card
      className="mb-5"
      title={isActive ? 'Uploading' : problems > 0 ? 'Uploaded, but for some' : 'Uploaded'}
      actions={
        <>
          {counts.failed + counts.canceled > 0 && (
            <Button size="sm" onClick={() => list.retryFailed()}>
              Retry all failed
            </Button>
          )}
          {isActive ? (
            <Button size="sm" onClick={() => list.cancel()}>
              Cancel
            </Button>
          ) : (
            <Button size="sm" onClick={() => list.clear()}>
              Dismiss
            </Button>
          )}
        </>
      }
    >
      <p role="status" className="mb-2 flex flex-wrap justify-between gap-x-4 text-muted tabular-nums">
        <span>
          {counts.done.toLocaleString('en')} of {(uploads.length - counts.refused).toLocaleString('en')} files
          · {formatBytes(sentBytes)} of {formatBytes(totalBytes)}
        </span>
        {problems > 0 && (
          <button
            type="button"
            className="text-danger underline underline-offset-3"
            onClick={() => setOnlyProblems(!onlyProblems)}
          >
            {onlyProblems ? 'Show all' : `${problems.toLocaleString('en')} with problems`}
          </button>
        )}
      </p>
      <Progress percent={percent} label="Uploads" tone={problems > 0 ? 'warning' : 'accent'} />
      <UploadRows uploads={shown} />
    </Card>
  );
}

function UploadRows({ uploads }: { readonly uploads: readonly Upload[] }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: uploads.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeightPx,
    overscan: 5,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className="mt-3 max-h-48 overflow-y-auto" tabIndex={0} aria-label="Files">
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const upload = uploads[index];
          if (upload === undefined) return null;
          return (
            <div
              key={upload.id}
              className="absolute inset-x-0 flex h-8 items-center gap-3 text-[0.8125rem]"
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="max-w-[45%] truncate" title={upload.filename}>
                {upload.filename}
              </span>
              <span
                className={clsx('min-w-0 flex-1 truncate', isProblem(upload) ? 'text-danger' : 'text-faint')}
                title={upload.reason ?? undefined}
              >
                {stateWords[upload.state]}
                {upload.reason === null ? '' : `: ${upload.reason}`}
              </span>
              {upload.state === 'sending' && upload.sizeBytes >= slowBytes && (
                <Progress
                  percent={upload.sizeBytes === 0 ? 0 : (upload.sentBytes / upload.sizeBytes) * 100}
                  label={upload.filename}
                  className="w-24"
                />
              )}
              <span className="text-xs text-faint tabular-nums">{formatBytes(upload.sizeBytes)}</span>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function isProblem({ state }: Upload): boolean {
  return state === 'failed' || state === 'refused' || state === 'canceled';
}
