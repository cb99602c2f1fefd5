import { Images, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { DatasetCard } from './dataset-card.tsx';
import { useDatasets } from './datasets-query.ts';
import { NewDatasetDialog } from './new-dataset-dialog.tsx';

/** The datasets of the account. */
export function DatasetsPage() {
  const [creating, setCreating] = useState(false);
  const newDataset = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New dataset
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Datasets"
        description="Pictures and videos with their captions."
        actions={newDataset}
      />
      <DatasetList action={newDataset} />
      <NewDatasetDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function DatasetList({ action }: { readonly action: ReactNode }) {
  const datasets = useDatasets();
  if (datasets.data === undefined) {
    return datasets.isError ? (
      <ErrorState
        title="The datasets could not be loaded."
        error={datasets.error}
        onRetry={() => void datasets.refetch()}
      />
    ) : (
      <div
        role="status"
        aria-label="Loading the datasets"
        className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3"
      >
        {[1, 2, 3].map((key) => (
          <Skeleton key={key} className="h-52 rounded-xl" />
        ))}
      </div>
    );
  }
  if (datasets.data.datasets.length === 0) {
    return (
      <Card flush>
        <EmptyState icon={Images} title="No datasets yet" actions={action}>
          A dataset holds the pictures or videos to learn from, each with a caption in a text file of the same
          name. Ten to thirty good pictures are enough for a first LoRA.
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul aria-label="Datasets" className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {datasets.data.datasets.map((dataset) => (
        <li key={dataset.id}>
          <DatasetCard dataset={dataset} />
        </li>
      ))}
    </ul>
  );
}
