import type { ReactNode } from 'react';
import type { Job } from '../api/types.ts';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { KeyValue } from '../ui/key-value.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';

/** What is known of a job besides how it goes. */
export function JobDetails({ job }: { readonly job: Job }) {
  const rows: (readonly [string, ReactNode])[] = [
    ['Created', <RelativeTime key="created" at={job.created_at} />],
    ['Started', <Moment key="started" at={job.started_at} otherwise="Not yet" />],
    ['Ended', <Moment key="ended" at={job.finished_at} otherwise="Not yet" />],
    ['GPU type', job.gpu_count > 1 ? `${job.gpu_count} × ${job.gpu_type}` : job.gpu_type],
    ['GPU', job.gpu_id ?? 'Any of its type'],
    ['Trainer', job.trainer === 'builtin' ? 'builtin, for trying and testing' : job.trainer],
    ['Revision', job.trainer_version ?? 'Known once it has started'],
    ['Run', String(job.run_number)],
    [
      'Id',
      <span key="id" className="flex items-center gap-1">
        <code className="min-w-0 truncate font-mono text-xs">{job.id}</code>
        <CopyButton text={job.id} what="job id" className="-my-1.5" />
      </span>,
    ],
  ];
  return (
    <Card title="Details">
      <KeyValue rows={rows} />
    </Card>
  );
}

function Moment({ at, otherwise }: { readonly at: string | null; readonly otherwise: string }) {
  return at === null ? <span className="text-faint">{otherwise}</span> : <RelativeTime at={at} />;
}
