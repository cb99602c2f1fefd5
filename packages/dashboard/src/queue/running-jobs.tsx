import type { Answer } from '../api/types.ts';
import { formatRoughDuration } from '../format/duration.ts';
import { formatSpeed } from '../format/speed.ts';
import { Progress } from '../ui/progress.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { blockClass } from './block-class.ts';
import { type Gpu, gpuWords } from './gpu-state.ts';
import { JobReference } from './job-reference.tsx';
import { OtherJobs } from './other-jobs.tsx';

type RunningJob = Answer<'getQueue'>['running'][number];

export interface RunningJobsProps {
  readonly jobs: readonly RunningJob[];
  /** How many jobs of other accounts run. */
  readonly others: number;
  readonly gpus: readonly Gpu[];
}

/** Jobs that have their GPUs; on a phone each is a block. */
export function RunningJobs({ jobs, others, gpus }: RunningJobsProps) {
  if (jobs.length === 0 && others === 0) return <p className="p-4 text-muted">Nothing runs.</p>;
  return (
    <>
      {jobs.length > 0 && (
        <Table aria-label="Running jobs" className="max-md:block">
          <thead className="max-md:sr-only">
            <tr>
              <Th>Job</Th>
              <Th>GPU</Th>
              <Th className="w-[35%]">Progress</Th>
              <Th className="text-right">Speed</Th>
              <Th className="text-right">Left</Th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {jobs.map((job) => (
              <Tr key={job.id} className={blockClass}>
                <Td className="max-w-64 truncate max-md:max-w-none">
                  <JobReference job={job} />
                </Td>
                <Td className="whitespace-nowrap text-muted max-md:order-4 max-md:text-xs">
                  {gpuWords(job, gpus)}
                </Td>
                <Td className="max-md:order-3 max-md:col-span-2">
                  <RunningProgress job={job} />
                </Td>
                <Td className="text-right whitespace-nowrap text-muted tabular-nums max-md:order-5 max-md:text-xs">
                  {job.speed === null || job.speed <= 0 ? '–' : formatSpeed(job.speed)}
                </Td>
                <Td className="text-right whitespace-nowrap text-muted max-md:order-2">
                  {job.eta_seconds === null ? '–' : formatRoughDuration(job.eta_seconds * 1000)}
                  <span className="md:hidden">{job.eta_seconds === null ? '' : ' left'}</span>
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
        {step.toLocaleString('en')} of {total.toLocaleString('en')}{' '}
        {job.kind === 'captioning' ? 'files' : 'steps'}
      </span>
      <Progress percent={total === 0 ? 0 : (step / total) * 100} label={`Progress of ${job.name}`} />
    </div>
  );
}
