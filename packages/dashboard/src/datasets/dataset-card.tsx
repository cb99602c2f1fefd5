import { Link } from '@tanstack/react-router';
import { ImageOff } from 'lucide-react';
import { formatBytes } from '../format/bytes.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { DatasetBadge } from './dataset-badge.tsx';
import { describeContents } from './dataset-state.ts';
import type { DatasetOverview } from './datasets-query.ts';

/** A dataset in the list: its first pictures, and what is in it. */
export function DatasetCard({ dataset }: { readonly dataset: DatasetOverview }) {
  return (
    <Link
      to="/datasets/$id"
      params={{ id: dataset.id }}
      className="group flex h-full flex-col overflow-hidden rounded-xl border border-line bg-surface transition-colors hover:border-line-strong"
    >
      <Thumbnails urls={dataset.thumbnail_urls} />
      <div className="flex flex-1 flex-col gap-1 p-4">
        <div className="flex items-start justify-between gap-3">
          <h2 className="min-w-0 truncate font-semibold group-hover:text-accent-text" title={dataset.name}>
            {dataset.name}
          </h2>
          <DatasetBadge status={dataset.status} />
        </div>
        <p className="text-muted">
          {describeContents(dataset)} · {formatBytes(dataset.total_bytes)}
        </p>
        {dataset.error !== null && (
          <p className="truncate text-xs text-danger" title={dataset.error.message}>
            {dataset.error.message}
          </p>
        )}
        <p className="mt-auto pt-1 text-xs text-faint">
          Changed <RelativeTime at={dataset.updated_at} />
        </p>
      </div>
    </Link>
  );
}

function Thumbnails({ urls }: { readonly urls: readonly string[] }) {
  if (urls.length === 0) {
    return (
      <div className="flex h-28 items-center justify-center bg-sunken text-faint">
        <ImageOff className="size-5" aria-hidden />
      </div>
    );
  }
  return (
    <div className="grid h-28 auto-cols-fr grid-flow-col gap-px bg-sunken">
      {urls.map((url) => (
        <img
          key={url}
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          className="h-28 w-full object-cover"
        />
      ))}
    </div>
  );
}
