import { Link } from '@tanstack/react-router';
import { datasetPath } from '@trainyard/core/preflight';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDatasetChoices, useDatasetPictures } from '../new-job-query.ts';
import { useSettled } from '../use-settled.ts';

export interface ImagePickerProps {
  readonly open: boolean;
  /** What the picture is for. */
  readonly title: string;
  readonly onClose: () => void;
  /** Called with the path by which a config names the picture. */
  readonly onChoose: (path: string) => void;
}

/** Pictures of one's datasets to choose one of. */
export function ImagePicker({ open, title, onClose, onChoose }: ImagePickerProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={title}
      description="Choose a picture of one of your datasets."
      width="lg"
    >
      <Choice onChoose={onChoose} />
    </Dialog>
  );
}

const searchDelayMs = 250;

function Choice({ onChoose }: Pick<ImagePickerProps, 'onChoose'>) {
  const all = useDatasetChoices();
  const datasets = (all.data ?? []).filter(({ images }) => images > 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim(), searchDelayMs);
  const dataset = datasets.find(({ id }) => id === chosen) ?? datasets[0];
  if (all.isPending) return <PicturesLoading />;
  if (dataset === undefined) {
    return (
      <EmptyState
        icon={ImageOff}
        title="No dataset has pictures"
        actions={
          <Link to="/datasets" className={buttonClass()}>
            Go to datasets
          </Link>
        }
      >
        Upload the picture into a dataset first; your draft is kept.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3">
        <Field label="Dataset">
          {({ 'aria-invalid': _, ...control }) => (
            <Select
              {...control}
              className="w-full"
              value={dataset.id}
              options={datasets.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setChosen}
            />
          )}
        </Field>
        <Field label="Search">
          {({ 'aria-invalid': _, ...control }) => (
            <Input
              {...control}
              type="search"
              value={search}
              placeholder="Name or caption"
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Pictures dataset={dataset} search={settled} onChoose={onChoose} />
    </div>
  );
}

interface PicturesProps {
  readonly dataset: { readonly id: string; readonly name: string };
  readonly search: string;
  readonly onChoose: (path: string) => void;
}

function Pictures({ dataset, search, onChoose }: PicturesProps) {
  const pictures = useDatasetPictures(dataset.id, search);
  if (pictures.data === undefined) {
    return pictures.isError ? (
      <ErrorState
        title="The pictures could not be loaded."
        error={pictures.error}
        onRetry={() => void pictures.refetch()}
      />
    ) : (
      <PicturesLoading />
    );
  }
  const { items, totals } = pictures.data;
  if (items.length === 0) return <p className="py-8 text-center text-muted">No picture is called so.</p>;
  const further = (totals?.matching ?? items.length) - items.length;
  return (
    <>
      <ul aria-label="Pictures" className="grid grid-cols-3 gap-2 sm:grid-cols-5">
        {items.map((item) => (
          <li key={item.filename}>
            <button
              type="button"
              title={item.filename}
              onClick={() => onChoose(`${datasetPath(dataset.name)}/${item.filename}`)}
              className="block aspect-square w-full overflow-hidden rounded-lg border border-line bg-sunken hover:border-accent"
            >
              {item.thumbnail_url === null ? (
                <span className="block p-1 text-xs wrap-anywhere text-faint">{item.filename}</span>
              ) : (
                <img
                  src={item.thumbnail_url}
                  alt={item.filename}
                  loading="lazy"
                  className="size-full object-cover"
                />
              )}
            </button>
          </li>
        ))}
      </ul>
      {further > 0 && (
        <p className="text-center text-xs text-faint">
          {further.toLocaleString('en')} more; search for them by name or caption.
        </p>
      )}
    </>
  );
}

function PicturesLoading() {
  return (
    <div role="status" aria-label="Loading the pictures" className="grid grid-cols-3 gap-2 sm:grid-cols-5">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <Skeleton key={key} className="aspect-square rounded-lg" />
      ))}
    </div>
  );
}
