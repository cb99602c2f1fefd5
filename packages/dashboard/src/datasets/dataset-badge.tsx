import type { DatasetStatus } from '@trainyard/core/client';
import { Badge } from '../ui/badge.tsx';
import { datasetStates } from './dataset-state.ts';

/** The status of a dataset. */
export function DatasetBadge({ status }: { readonly status: DatasetStatus }) {
  const { label, tone } = datasetStates[status];
  return (
    <Badge tone={tone} dot={status === 'UPLOADING' ? 'live' : true}>
      {label}
    </Badge>
  );
}
