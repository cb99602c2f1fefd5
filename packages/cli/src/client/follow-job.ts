import { type Client, isEnded } from '@trainyard/core';
import type { Io } from '../io.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { Job } from './find.ts';
import { describeProgress, type Metric } from './job-text.ts';
import { withRetries } from './retry.ts';

/** A server that is started again is waited for. */
const patientDelaysMs = [500, 1000, 2000, 4000, 8000, 15_000, 30_000];

export interface FollowOptions {
  readonly pollMs: number;
  /** Told of every answer, after the progress was drawn. */
  readonly onUpdate?: (job: Job) => void;
}

/** Shows the progress of a job until it has ended, and returns it. Rejects when interrupted; the job goes on. */
export async function followJob(client: Client, jobId: string, io: Io, options: FollowOptions): Promise<Job> {
  const progress = createProgress(io);
  let metric: Metric | null = null;
  try {
    for (;;) {
      const call = { params: { job_id: jobId }, signal: io.signal };
      const job = await withRetries(io, () => client.getJobStatus(call), noteIn(progress), patientDelaysMs);
      const { current_step: step, total_steps: total } = job.progress;
      if (job.status === 'RUNNING') metric = await readMetric(client, jobId, metric, step, io);
      progress.update(step, total, describeProgress(job, metric));
      options.onUpdate?.(job);
      if (isEnded(job.status)) return job;
      await io.clock.sleep(options.pollMs, io.signal);
      io.signal.throwIfAborted();
    }
  } finally {
    progress.end();
  }
}

/** The newest reading; the one before where there is no newer one. */
async function readMetric(
  client: Client,
  jobId: string,
  last: Metric | null,
  step: number,
  io: Io,
): Promise<Metric | null> {
  // Without the first reading, only what is near the present is asked for: a long job has many.
  const query = { after_step: last?.step ?? Math.max(-1, step - 20) };
  const call = { params: { job_id: jobId }, query, signal: io.signal };
  const { metrics } = await withRetries(io, () => client.getJobMetrics(call), undefined, patientDelaysMs);
  return metrics.at(-1) ?? last;
}

function noteIn(progress: Progress): (error: Error) => void {
  return (error) => progress.log(`${error.message} Trying again.`);
}
