import type { Answer } from '../api/types.ts';
import { formatRoughDuration } from '../format/duration.ts';
import { formatSpeed } from '../format/speed.ts';
import { Progress } from '../ui/progress.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { JobReference } from './job-reference.tsx';
import { OtherJobs } from './other-jobs.tsx';

type RunningJob = Answer<'getQueue'>['running'][number];

/** Jobs that have their GPUs. */
export function RunningJobs({
  jobs,
  others,
}: {
  readonly jobs: readonly RunningJob[];
  readonly others: number;
}) {
  if (jobs.length === 0 && others === 0) return <p className="p-4 text-muted">Nothing runs.</p>;
  return (
    <>
      {jobs.length > 0 && (
        <Table aria-label="Running jobs">
          <thead>
            <tr>
              <Th>Job</Th>
              <Th>GPU</Th>
              <Th className="w-[35%]">Progress</Th>
              <Th className="text-right">Speed</Th>
              <Th className="text-right">Left</Th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Tr key={job.id}>
                <Td className="max-w-64 truncate">
                  <JobReference job={job} />
                </Td>
                <Td className="whitespace-nowrap text-muted">
                  {job.gpu_type} {job.gpu_ids.join(', ')}
                </Td>
                <Td>
                  <RunningProgress job={job} />
                </Td>
                <Td className="text-right whitespace-nowrap text-muted tabular-nums">
                  {job.speed === null || job.speed <= 0 ? '–' : formatSpeed(job.speed)}
                </Td>
                <Td className="text-right whitespace-nowrap text-muted">
                  {job.eta_seconds === null ? '–' : formatRoughDuration(job.eta_seconds * 1000)}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <OtherJobs count={others} doing="run" />
    </>
  );
}

function RunningProgress({ job }: { readonly job: RunningJob }) {
  const { current_step: step, total_steps: total } = job;
  return (
    <div className="flex min-w-40 flex-col gap-1.5">
      <span className="text-xs text-muted tabular-nums">
        {step.toLocaleString('en')} of {total.toLocaleString('en')} steps
      </span>
      <Progress percent={total === 0 ? 0 : (step / total) * 100} label={`Progress of ${job.name}`} />
    </div>
  );
}
