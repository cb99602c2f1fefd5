import { Link } from '@tanstack/react-router';
import { Captions } from 'lucide-react';
import { useSession } from '../api/session.ts';
import type { Answer } from '../api/types.ts';

export interface JobReferenceProps {
  readonly job: Pick<
    Answer<'getQueue'>['running'][number],
    'id' | 'name' | 'account' | 'kind' | 'dataset_id'
  >;
}

/**
 * The name of a job: a link where it is one's own, and with its account where an administrator sees another's. A
 * captioning is known by its dataset.
 */
export function JobReference({ job }: JobReferenceProps) {
  const { account } = useSession();
  const isCaptioning = job.kind === 'captioning';
  const what = isCaptioning && (
    <>
      <Captions className="mr-1.5 inline size-4 align-[-0.2em] text-faint" aria-hidden />
      Captioning{' '}
    </>
  );
  if (job.account !== account.name) {
    return (
      <span title={`${isCaptioning ? 'Captioning ' : ''}${job.name}, of ${job.account}`}>
        {what}
        {job.name} <span className="text-faint">of {job.account}</span>
      </span>
    );
  }
  const linkClass = 'rounded font-medium text-ink hover:text-accent-text';
  return (
    <>
      {what}
      {isCaptioning ? (
        <Link to="/datasets/$id" params={{ id: job.dataset_id ?? '' }} className={linkClass}>
          {job.name}
        </Link>
      ) : (
        <Link to="/jobs/$id" params={{ id: job.id }} className={linkClass}>
          {job.name}
        </Link>
      )}
    </>
  );
}
