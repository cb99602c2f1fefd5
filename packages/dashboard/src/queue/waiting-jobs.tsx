import type { Answer } from '../api/types.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { JobReference } from './job-reference.tsx';
import { OtherJobs } from './other-jobs.tsx';

type WaitingJob = Answer<'getQueue'>['waiting'][number];

/** Jobs that wait for GPUs, in the order in which they get them. */
export function WaitingJobs({
  jobs,
  others,
}: {
  readonly jobs: readonly WaitingJob[];
  readonly others: number;
}) {
  if (jobs.length === 0 && others === 0) return <p className="p-4 text-muted">Nothing waits.</p>;
  return (
    <>
      {jobs.length > 0 && (
        <Table aria-label="Waiting jobs">
          <thead>
            <tr>
              <Th className="w-12">Place</Th>
              <Th>Job</Th>
              <Th>Wants</Th>
              <Th>Why it waits</Th>
              <Th>Since</Th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Tr key={job.id}>
                <Td className="text-muted tabular-nums">{job.queue_position}</Td>
                <Td className="max-w-64 truncate">
                  <JobReference job={job} />
                </Td>
                <Td className="whitespace-nowrap text-muted">
                  {job.gpu_count > 1 ? `${job.gpu_count} × ` : ''}
                  {job.gpu_type}
                </Td>
                <Td className="min-w-56 text-muted">{job.waiting_reason}</Td>
                <Td className="text-muted">
                  <RelativeTime at={job.waiting_since} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <OtherJobs count={others} doing="wait" />
    </>
  );
}
