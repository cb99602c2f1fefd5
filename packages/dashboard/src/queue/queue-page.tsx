import { PageHeader } from '../ui/page-header.tsx';

/** What runs where, and what waits. */
export function QueuePage() {
  return <PageHeader title="Queue and GPUs" />;
}
