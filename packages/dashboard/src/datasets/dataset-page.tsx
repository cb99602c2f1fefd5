import { PageHeader } from '../ui/page-header.tsx';

/** One dataset. */
export function DatasetPage() {
  return <PageHeader title="Dataset" />;
}
