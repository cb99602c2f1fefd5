import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Progress } from '../../ui/progress.tsx';
import { describeCaptioning } from './captioning-words.ts';
import { type Captioning, useCancelCaptioning, useLastCaptioning } from './captionings-query.ts';

const CaptioningLog = lazy(async () => ({
  default: (await import('./captioning-log.tsx')).CaptioningLog,
}));

/** What ended longer ago is no news. */
const newsMs = 60 * 60_000;

/** How far the captioning of a dataset is, or how the last one ended. */
export function CaptioningPanel({ datasetId }: { readonly datasetId: string }) {
  const last = useLastCaptioning(datasetId);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (last === null || last.id === dismissed) return null;
  const isNews = last.finished_at === null || Date.now() - Date.parse(last.finished_at) < newsMs;
  return isNews ? <Panel captioning={last} onDismiss={() => setDismissed(last.id)} /> : null;
}

function Panel({
  captioning,
  onDismiss,
}: {
  readonly captioning: Captioning;
  readonly onDismiss: () => void;
}) {
  const cancel = useCancelCaptioning(captioning.dataset_id);
  const [isLogOpen, setLogOpen] = useState(false);
  const { title, detail, tone, active } = describeCaptioning(captioning);
  const { files, failures, error, model } = captioning;
  return (
    <Card
      className="mb-5"
      title={title}
      actions={
        <>
          <Button size="sm" onClick={() => setLogOpen(true)}>
            Log
          </Button>
          {active ? (
            <Button size="sm" busy={cancel.isPending} onClick={() => cancel.mutate(captioning.id)}>
              Cancel
            </Button>
          ) : (
            <Button size="sm" onClick={onDismiss}>
              Dismiss
            </Button>
          )}
        </>
      }
    >
      <p role="status" className="mb-2 flex flex-wrap justify-between gap-x-4 text-muted tabular-nums">
        <span>{detail}</span>
        <span className="truncate text-faint">{model}</span>
      </p>
      <Progress
        percent={files.total === 0 ? 0 : (files.done / files.total) * 100}
        label="Captioning"
        tone={tone}
      />
      {error !== null && <p className="mt-3 text-danger wrap-anywhere">{error.message}</p>}
      {failures.length > 0 && (
        <details className="mt-3">
          <summary className="cursor-pointer text-danger">
            {files.failed === 1 ? '1 file' : `${files.failed.toLocaleString('en')} files`} without a caption
          </summary>
          <ul className="mt-2 flex max-h-48 flex-col gap-1 overflow-y-auto text-[0.8125rem]">
            {failures.map(({ filename, message }) => (
              <li key={filename} className="wrap-anywhere">
                <span className="font-medium">{filename}</span> <span className="text-muted">{message}</span>
              </li>
            ))}
            {files.failed > failures.length && <li className="text-faint">… and more, as the log says.</li>}
          </ul>
        </details>
      )}
      {isLogOpen && (
        <Suspense>
          <CaptioningLog captioning={captioning} onClose={() => setLogOpen(false)} />
        </Suspense>
      )}
    </Card>
  );
}
