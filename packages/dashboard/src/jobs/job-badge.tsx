import { Badge } from '../ui/badge.tsx';
import { describeJobState, type JobStanding } from './job-state.ts';

/** The state of a job as a badge. */
export function JobBadge({ job }: { readonly job: JobStanding }) {
  const { label, tone, live } = describeJobState(job);
  return (
    <Badge tone={tone} dot={live ? 'live' : true}>
      {label}
    </Badge>
  );
}
