import type { Answer } from '../api/types.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { blockClass } from './block-class.ts';
import { JobReference } from './job-reference.tsx';
import { OtherJobs } from './other-jobs.tsx';

type WaitingJob = Answer<'getQueue'>['waiting'][number];

/** Jobs that wait for GPUs, in the order in which they get them; on a phone each is a block. */
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
        <Table aria-label="Waiting jobs" className="max-md:block">
          <thead className="max-md:sr-only">
            <tr>
              <Th className="w-12">Place</Th>
              <Th>Job</Th>
              <Th>Wants</Th>
              <Th>Why it waits</Th>
              <Th>Since</Th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {jobs.map((job) => (
              <Tr key={job.id} className={blockClass}>
                <Td className="text-muted tabular-nums max-md:order-2">
                  <span className="md:hidden">Place </span>
                  {job.queue_position}
                </Td>
                <Td className="max-w-64 truncate max-md:order-1 max-md:max-w-none">
                  <JobReference job={job} />
                </Td>
                <Td className="whitespace-nowrap text-muted max-md:order-4 max-md:text-xs">
                  {job.gpu_count > 1 ? `${job.gpu_count} × ` : ''}
                  {job.gpu_type}
                </Td>
                <Td className="min-w-56 text-muted max-md:order-3 max-md:col-span-2 max-md:min-w-0">
                  {job.waiting_reason}
                </Td>
                <Td className="text-muted max-md:order-5 max-md:text-right max-md:text-xs">
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
