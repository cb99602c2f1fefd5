import { PageHeader } from '../ui/page-header.tsx';

/** One job: how it goes and what it made. */
export function JobPage() {
  return <PageHeader title="Job" />;
}
