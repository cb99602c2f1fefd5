import { PageHeader } from '../ui/page-header.tsx';

/** Writes a config and submits it. */
export function NewJobPage() {
  return <PageHeader title="New job" />;
}
