import { Link } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';

export interface JobReferenceProps {
  readonly job: { readonly id: string; readonly name: string; readonly account: string };
}

/** The name of a job: a link where it is one's own, and with its account where an administrator sees another's. */
export function JobReference({ job }: JobReferenceProps) {
  const { account } = useSession();
  if (job.account !== account.name) {
    return (
      <span title={`${job.name}, of ${job.account}`}>
        {job.name} <span className="text-faint">of {job.account}</span>
      </span>
    );
  }
  return (
    <Link
      to="/jobs/$id"
      params={{ id: job.id }}
      className="rounded font-medium text-ink hover:text-accent-text"
    >
      {job.name}
    </Link>
  );
}
