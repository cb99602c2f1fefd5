import { isEnded } from '@trainyard/core/client';
import { Download, ScrollText } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Job } from '../../api/types.ts';
import { formatBytes } from '../../format/bytes.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showFailure } from '../../ui/toasts.tsx';
import { saveText } from '../save-text.ts';
import { plainText } from './ansi.ts';
import { findFailureLine } from './failure-line.ts';
import { LogLines } from './log-lines.tsx';
import { LogSearchBox } from './log-search-box.tsx';
import { type OpenLog, useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';

export interface LogTabProps {
  readonly job: Job;
  /** Goes to the line that tells why the job failed. */
  readonly isAtFailure: boolean;
}

/** The log of a job over all its runs. */
export function LogTab({ job, isAtFailure }: LogTabProps) {
  const log = useLog(job);
  if (log.store.lineCount() > 0) {
    return <LogCard key={String(isAtFailure)} job={job} log={log} isAtFailure={isAtFailure} />;
  }
  if (log.error !== null) {
    return <ErrorState title="The log could not be loaded. It is tried again." error={log.error} />;
  }
  if (!log.isRead) return <Skeleton className="h-96 w-full rounded-xl" />;
  return (
    <Card flush>
      <EmptyState icon={ScrollText} title="Nothing was logged yet">
        What the trainer says appears here as soon as it has started.
      </EmptyState>
    </Card>
  );
}

function LogCard({ job, log, isAtFailure }: LogTabProps & { readonly log: OpenLog }) {
  const [wanted, setWanted] = useState('');
  const [place, setPlace] = useState<number | null>(null);
  const [target, setTarget] = useState<{ readonly line: number } | null>(null);
  const [isFollowing, setFollowing] = useState(!isAtFailure);
  const search = useLogSearch(log, wanted);
  useFailureLine(log, isAtFailure, setTarget);

  const step = (by: 1 | -1) => {
    const { length } = search.lines;
    if (length === 0) return;
    const next = place === null ? (by === 1 ? 0 : length - 1) : (place + by + length) % length;
    setPlace(next);
    setFollowing(false);
    setTarget({ line: search.lines[next] ?? 0 });
  };
  return (
    <Card flush>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2">
        <LogSearchBox
          wanted={wanted}
          search={search}
          place={place}
          onStep={step}
          onWanted={(next) => {
            setWanted(next);
            setPlace(null);
            setTarget(null);
          }}
        />
        <span className="text-xs whitespace-nowrap text-faint">
          {log.store.lineCount().toLocaleString('en')} lines, {formatBytes(log.store.sizeBytes())}
          {!log.isRead && ', reading on …'}
        </span>
        {!isEnded(job.status) && <Switch checked={isFollowing} onChange={setFollowing} label="Follow" />}
        <DownloadButton job={job} />
      </div>
      <LogLines log={log} wanted={wanted} target={target} isFollowing={isFollowing} onFollow={setFollowing} />
    </Card>
  );
}

const lastLines = 400;

/** Goes once, when the log is there, to the line that tells of the failure. */
function useFailureLine(
  log: OpenLog,
  isWanted: boolean,
  go: (target: { readonly line: number }) => void,
): void {
  const done = useRef(false);
  useEffect(() => {
    if (!isWanted || !log.isRead || done.current) return;
    done.current = true;
    const count = log.store.lineCount();
    const first = Math.max(0, count - lastLines);
    const lines = Array.from({ length: count - first }, (_, at) =>
      plainText(log.store.line(first + at) ?? ''),
    );
    const found = findFailureLine(lines);
    if (found !== null) go({ line: first + found });
  }, [log, isWanted, go]);
}

const downloadBytes = 1_000_000;

function DownloadButton({ job }: { readonly job: Job }) {
  const { client } = useApi();
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const pieces: string[] = [];
      for (let offset = 0; ; ) {
        const query = { offset, limit: downloadBytes };
        const page = await client.getJobLogs({ params: { job_id: job.id }, query });
        if (page.next_offset <= offset) break;
        pieces.push(page.text);
        offset = page.next_offset;
      }
      saveText(`${job.name}.log`, ...pieces);
    } catch (error) {
      showFailure('The log was not downloaded.', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="sm" busy={isBusy} onClick={() => void download()}>
      <Download aria-hidden />
      Download
    </Button>
  );
}
