import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CircleAlert, FolderX, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { queryKeys } from '../api/query-keys.ts';
import { formatBytes } from '../format/bytes.ts';
import { BackLink } from '../ui/back-link.tsx';
import { buttonClass } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { showToast } from '../ui/toasts.tsx';
import { CaptionByModel } from './captioning/caption-by-model.tsx';
import { CaptioningPanel } from './captioning/captioning-panel.tsx';
import { DatasetBadge } from './dataset-badge.tsx';
import { describeContents } from './dataset-state.ts';
import type { DatasetTab } from './dataset-view.ts';
import { type DatasetOverview, useDataset, useDeleteDataset } from './datasets-query.ts';
import { DownloadDataset } from './download-dataset.tsx';
import { FactsTab } from './facts/facts-tab.tsx';
import { GalleryTab } from './gallery/gallery-tab.tsx';
import { AddFiles } from './uploads/add-files.tsx';
import type { ChosenFile } from './uploads/chosen-file.ts';
import { DropZone } from './uploads/drop-zone.tsx';
import { UploadPanel } from './uploads/upload-panel.tsx';
import { useUploads } from './uploads/uploads-of-dataset.ts';

/** One dataset: filling it, looking through it, captioning it. */
export function DatasetPage() {
  const { id } = useParams({ from: '/app/datasets/$id' });
  const { dataset, data, isError, error, refetch } = useDataset(id);
  if (dataset !== null) return <Dataset dataset={dataset} />;
  if (data === undefined) {
    return isError ? (
      <ErrorState title="The dataset could not be loaded." error={error} onRetry={() => void refetch()} />
    ) : (
      <>
        <PageHeader title="Dataset" />
        <Skeleton className="h-96 rounded-xl" />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Dataset" />
      <EmptyState
        icon={FolderX}
        title="There is no such dataset"
        actions={
          <Link to="/datasets" className={buttonClass()}>
            All datasets
          </Link>
        }
      >
        It may have been deleted.
      </EmptyState>
    </>
  );
}

function Dataset({ dataset }: { readonly dataset: DatasetOverview }) {
  const { list, begin } = useUploads(dataset.id);
  const { tab = 'gallery' } = useSearch({ from: '/app/datasets/$id' });
  const navigate = useNavigate({ from: '/datasets/$id' });
  const queryClient = useQueryClient();
  const { id, status } = dataset;
  // Pictures can be shown once they have been looked into, which is when uploading has come to its end.
  useEffect(() => {
    if (status !== 'UPLOADING') void queryClient.invalidateQueries({ queryKey: queryKeys.dataset(id) });
  }, [id, status, queryClient]);
  const take = (files: readonly ChosenFile[]) => {
    const { ignored } = begin(files);
    if (ignored > 0) {
      const passedOver =
        ignored === 1 ? '1 hidden file was' : `${ignored.toLocaleString('en')} hidden files were`;
      showToast({ title: `${passedOver} passed over.` });
    }
  };
  return (
    <DropZone onDropped={take}>
      <PageHeader
        title={dataset.name}
        back={<BackLink to="/datasets">Datasets</BackLink>}
        beside={<DatasetBadge status={dataset.status} />}
        description={`${describeContents(dataset)}, ${dataset.captions.toLocaleString('en')} captions · ${formatBytes(dataset.total_bytes)}`}
        actions={
          <>
            <DeleteDataset dataset={dataset} />
            <DownloadDataset dataset={dataset} />
            <CaptionByModel datasetId={dataset.id} isEmpty={dataset.images + dataset.videos === 0} />
            <AddFiles onChosen={take} />
          </>
        }
      />
      {dataset.error !== null && (
        <div
          role="alert"
          className="mb-5 flex gap-3 rounded-xl border border-danger-mark/50 bg-danger-soft p-4"
        >
          <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
          <p className="wrap-anywhere">
            <strong className="font-semibold">This dataset cannot be used.</strong> {dataset.error.message}{' '}
            Make a new dataset without that file; this one stays as it is.
          </p>
        </div>
      )}
      <UploadPanel list={list} />
      <CaptioningPanel datasetId={dataset.id} />
      <Tabs<DatasetTab>
        label={`Views of ${dataset.name}`}
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === 'gallery' ? {} : { tab: next }, resetScroll: false })
        }
        tabs={[
          { value: 'gallery', label: 'Gallery', content: <GalleryTab datasetId={dataset.id} /> },
          { value: 'facts', label: 'Facts', content: <FactsTab datasetId={dataset.id} /> },
        ]}
      />
    </DropZone>
  );
}

function DeleteDataset({ dataset }: { readonly dataset: DatasetOverview }) {
  const navigate = useNavigate();
  const remove = useDeleteDataset();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <IconButton label="Delete dataset" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete "${dataset.name}"?`}
        confirmLabel="Delete dataset"
        danger
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(dataset, {
            onSuccess: () => void navigate({ to: '/datasets' }),
            onSettled: () => setAsking(false),
          })
        }
      >
        {describeContents(dataset)} with their captions. Runs that train on it keep what they need; jobs that
        name it cannot be resumed.
      </ConfirmDialog>
    </>
  );
}
