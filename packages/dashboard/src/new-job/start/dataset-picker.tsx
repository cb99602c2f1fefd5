import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DatasetBadge } from '../../datasets/dataset-badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { DatasetChoice } from '../new-job-query.ts';

export interface DatasetPickerProps {
  readonly query: UseQueryResult<readonly DatasetChoice[]>;
  readonly chosen: readonly string[];
  /** Most that can be chosen; choosing another takes the first away. */
  readonly most?: number;
  readonly label: string;
  readonly onChange: (names: readonly string[]) => void;
  /** Why a dataset does not suit; null where it does. */
  readonly fits: (dataset: DatasetChoice) => string | null;
}

/** Datasets to tick, in the order in which they are ticked. */
export function DatasetPicker(props: DatasetPickerProps) {
  const { query, chosen, most = Number.POSITIVE_INFINITY, label, onChange, fits } = props;
  if (query.data === undefined) {
    if (!query.isError) return <DatasetsLoading />;
    return (
      <ErrorState
        title="The datasets could not be loaded."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (query.data.length === 0) {
    return (
      <div className="flex flex-col items-start gap-3 p-4 text-muted">
        <p>There is no dataset yet. Upload pictures or videos first.</p>
        <Link to="/datasets" className={buttonClass('secondary', 'sm')}>
          Go to datasets
        </Link>
      </div>
    );
  }
  const toggle = (name: string) =>
    onChange(
      chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name].slice(-most),
    );
  return (
    <ul aria-label={label} className="max-h-72 divide-y divide-line overflow-y-auto">
      {query.data.map((dataset) => (
        <DatasetRow
          key={dataset.id}
          dataset={dataset}
          place={chosen.indexOf(dataset.name)}
          problem={fits(dataset)}
          onToggle={() => toggle(dataset.name)}
        />
      ))}
    </ul>
  );
}

interface DatasetRowProps {
  readonly dataset: DatasetChoice;
  /** Where it stands among the chosen; -1 where it is not chosen. */
  readonly place: number;
  readonly problem: string | null;
  readonly onToggle: () => void;
}

function DatasetRow({ dataset, place, problem, onToggle }: DatasetRowProps) {
  const [thumbnail] = dataset.thumbnail_urls;
  return (
    <li>
      <label className="flex cursor-pointer items-center gap-3 px-4 py-2 hover:bg-hover/60 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent-text">
        <input
          type="checkbox"
          className="size-4 shrink-0 accent-(--accent)"
          checked={place >= 0}
          onChange={onToggle}
        />
        {thumbnail === undefined ? (
          <span className="size-9 shrink-0 rounded-md border border-line bg-sunken" aria-hidden />
        ) : (
          <img
            src={thumbnail}
            alt=""
            loading="lazy"
            className="size-9 shrink-0 rounded-md border border-line object-cover"
          />
        )}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{dataset.name}</span>
          <span className={`block text-xs ${problem === null ? 'text-faint' : 'text-warning'}`}>
            {problem ?? contentWords(dataset)}
          </span>
        </span>
        <DatasetBadge status={dataset.status} />
      </label>
    </li>
  );
}

function contentWords({ images, videos, captions }: DatasetChoice): string {
  const parts = [
    images > 0 || videos === 0 ? `${images.toLocaleString('en')} images` : null,
    videos > 0 ? `${videos.toLocaleString('en')} videos` : null,
    captions > 0 ? `${captions.toLocaleString('en')} captions` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function DatasetsLoading() {
  return (
    <div role="status" aria-label="Loading the datasets" className="flex flex-col gap-3 p-4">
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}
