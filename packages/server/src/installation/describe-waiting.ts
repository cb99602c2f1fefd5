import type { Gpu } from '../executors/executor.ts';
import { maySee, type OwnedJob, type Viewer } from './viewer.ts';

/** A queued run and what it waits behind. */
export interface Waiting {
  readonly gpuType: string;
  readonly gpuCount: number;
  /** Its place among those that wait for this type; 1 is next. */
  readonly position: number;
  /** The GPUs of the type. */
  readonly gpus: readonly Pick<Gpu, 'id'>[];
  /** The jobs that hold some of them. */
  readonly holders: readonly OwnedJob[];
}

const namesShown = 3;

/** What a queued run waits for, in words; jobs that the reader may not see are only counted. */
export function describeWaiting(waiting: Waiting, viewer: Viewer): string {
  const { gpuType, gpuCount, position, holders } = waiting;
  const wanted = gpuCount > 1 ? `${gpuCount} free GPUs of type ${gpuType}` : `a free GPU of type ${gpuType}`;
  const ahead = position - 1;
  const behind = ahead === 0 ? '' : ` ${ahead === 1 ? '1 job is' : `${ahead} jobs are`} ahead of it.`;
  if (waiting.gpus.length === 0) return `Waits for ${wanted}; the installation has none at present.${behind}`;
  if (holders.length === 0) return `Is about to be given ${wanted}.${behind}`;
  return `Waits for ${wanted}, held by ${nameHolders(holders, viewer)}.${behind}`;
}

function nameHolders(holders: readonly OwnedJob[], viewer: Viewer): string {
  const seen = holders.filter((job) => maySee(viewer, job));
  const names = seen
    .slice(0, namesShown)
    .map((job) =>
      job.account_id === viewer.accountId ? labelOf(job) : `${labelOf(job)} of ${job.account_name}`,
    );
  const more = seen.length - names.length;
  const others = holders.length - seen.length;
  const parts = [
    ...names,
    ...(more > 0 ? [`${more} more`] : []),
    ...(others > 0 ? [others === 1 ? 'a job of another account' : `${others} jobs of other accounts`] : []),
  ];
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function labelOf({ kind, job_name }: OwnedJob): string {
  return kind === 'captioning' ? `the captioning of "${job_name}"` : `"${job_name}"`;
}
