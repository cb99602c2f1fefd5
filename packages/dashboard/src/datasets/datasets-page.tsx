import { PageHeader } from '../ui/page-header.tsx';

/** The datasets of the account. */
export function DatasetsPage() {
  return <PageHeader title="Datasets" />;
}
