import { PageHeader } from '../ui/page-header.tsx';

/** Changes the config of a job that is not active. */
export function EditJobPage() {
  return <PageHeader title="Edit job" />;
}
