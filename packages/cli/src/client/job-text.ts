import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatDuration } from '../quantities.ts';
import type { Job } from './find.ts';

/** One reading of a job's metrics. */
export interface Metric {
  readonly step: number;
  readonly loss: number | null;
  readonly steps_per_second: number | null;
}

/** True for a job that ran to its last step. */
function isComplete({ status, progress }: Job): boolean {
  return status === 'STOPPED' && progress.current_step >= progress.total_steps;
}

/** The exit code that says how a job ended. */
export function exitCodeOf(job: Job): ExitCode {
  return isComplete(job) ? exitCodes.done : exitCodes.findings;
}

/** `step 120 of 250, loss 0.0123, 3.2 steps/s`, or what the job is doing before its first step. */
export function describeProgress(job: Job, metric: Metric | null): string {
  if (job.status === 'IN_QUEUE') {
    const place = job.queue_position === null ? '' : `, at place ${job.queue_position}`;
    return `in the queue${place}${job.waiting_reason === null ? '' : `. ${job.waiting_reason.replace(/\.$/, '')}`}`;
  }
  const { current_step: step, total_steps: total } = job.progress;
  const parts = [`step ${step} of ${total}`];
  if (metric?.loss != null) parts.push(`loss ${metric.loss.toPrecision(3)}`);
  if (metric?.steps_per_second != null) parts.push(`${metric.steps_per_second.toPrecision(2)} steps/s`);
  if (job.phase !== null && job.phase !== 'training') parts.push(job.phase);
  return parts.join(', ');
}

/** How a job stands, in a sentence, and what can be done next. */
export function describeJob(job: Job): string {
  const { current_step: step, total_steps: total } = job.progress;
  const name = `The job "${job.name}"`;
  switch (job.status) {
    case 'IN_QUEUE':
      return `${name} is ${describeProgress(job, null)}.`;
    case 'RUNNING':
      return `${name} is running: ${describeProgress(job, null)}.`;
    case 'STOPPED':
      if (isComplete(job)) return `${name} ran to its last step, ${total}${timeTaken(job)}.`;
      return `${name} was stopped at step ${step} of ${total}${reasonOf(job)}. "trainyard job resume ${job.name}" goes on from its last checkpoint.`;
    case 'CANCELED':
      return `${name} was cancelled at step ${step} of ${total}. "trainyard job resume ${job.name}" goes on from its last checkpoint.`;
    case 'FAILED':
      return `${name} failed at step ${step} of ${total}${reasonOf(job)}. "trainyard job logs ${job.name}" says more; after "trainyard job edit" it can be resumed.`;
  }
}

/** Where a resumed job goes on and what is trained again, as further sentences; empty for a first run. */
export function describeResume(job: Job): string {
  if (job.resume_lost_steps === null) return '';
  const step = job.resumed_from_step ?? 0;
  const from = step === 0 ? 'It begins anew at step 0' : `It goes on from the checkpoint of step ${step}`;
  const lost = job.resume_lost_steps;
  const again = lost === 0 ? '' : `; ${lost} ${lost === 1 ? 'step is' : 'steps are'} trained again`;
  return ` ${from}${again}.${job.resume_note === null ? '' : ` ${job.resume_note}`}`;
}

function reasonOf({ error }: Job): string {
  return error === null ? '' : `: ${error.code}: ${error.message.replace(/\.$/, '')}`;
}

function timeTaken({ started_at: started, finished_at: finished }: Job): string {
  if (started === null || finished === null) return '';
  return `, after ${formatDuration(Date.parse(finished) - Date.parse(started))}`;
}
