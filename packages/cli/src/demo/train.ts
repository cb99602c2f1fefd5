import type { Client } from '@trainyard/core';
import { collectFiles } from '../client/collect-files.ts';
import { configBody } from '../client/config-file.ts';
import type { Job } from '../client/find.ts';
import { followJob } from '../client/follow-job.ts';
import { uploadFiles } from '../client/upload-files.ts';
import { waitForDataset } from '../client/wait-for-dataset.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import { describeFailure } from '../report-failure.ts';

/** How much of the log of a job that went wrong is shown. */
const logLinesShown = 20;
const logBytesRead = 1_000_000;

/** How many steps `readLosses` looks at, at either end. */
const meanSteps = 30;

/** Makes a dataset of the pictures in a folder, and waits until they are checked. */
export async function makeDataset(client: Client, name: string, folder: string, io: Io): Promise<void> {
  const { id } = await client.createDataset({ body: { name }, signal: io.signal });
  const { files } = await collectFiles([folder], io.cwd);
  const progress = createProgress(io);
  let sentFiles = 0;
  try {
    const { failed } = await uploadFiles(
      files,
      { client, datasetId: id, remote: new Map() },
      {
        uploaded() {
          sentFiles += 1;
          progress.update(sentFiles, files.length, `uploaded ${sentFiles} of ${files.length} files`);
        },
      },
      io,
    );
    for (const { file, error } of failed) throw new Error(`${file.filename}: ${describeFailure(error)}`);
    const dataset = await waitForDataset(client, id, () => undefined, io);
    if (dataset.status !== 'READY') {
      throw new Error(`The dataset is ${dataset.status}: ${dataset.error?.message ?? 'no reason was given'}`);
    }
  } finally {
    progress.end();
  }
}

/**
 * Submits a config and follows the job to its last step. An interruption cancels the job, because its trainer
 * would outlive the demo. Throws `CommandFailure`, with the end of the job's log, when the job ends in another way.
 */
export async function train(client: Client, config: string, io: Io): Promise<Job> {
  const body = configBody({ name: 'config', text: config }, { gpuType: 'ADA_80_PLUS', gpuCount: 1 });
  // Not interrupted half-way: a job that was made must be known, to be cancelled.
  const job = await client.submitJob({ body });
  let ended: Job;
  try {
    ended = await followJob(client, job.id, io, { pollMs: 300 });
  } catch (error) {
    await client.cancelJob({ params: { job_id: job.id } });
    throw error;
  }
  if (ended.status !== 'STOPPED' || ended.progress.current_step < ended.progress.total_steps) {
    const reason = ended.error === null ? '' : ` ${ended.error.message}`;
    throw new CommandFailure(
      exitCodes.findings,
      `The job ended ${ended.status}.${reason}${await endOfLog(client, ended, io)}`,
    );
  }
  return ended;
}

/** The last lines of a job's log, introduced; nothing where there are none or they cannot be had. */
async function endOfLog(client: Client, job: Job, io: Io): Promise<string> {
  const call = { params: { job_id: job.id }, query: { limit: logBytesRead }, signal: io.signal };
  const text = await client.getJobLogs(call).then(
    (page) => page.text,
    () => '',
  );
  const lines = text.trimEnd().split('\n').slice(-logLinesShown);
  return text.trim() === '' ? '' : `\nThe end of its log:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** The mean loss of the first and of the last steps; single ones vary too much to compare. */
export async function readLosses(client: Client, job: Job, io: Io): Promise<{ first: number; last: number }> {
  const { metrics } = await client.getJobMetrics({ params: { job_id: job.id }, signal: io.signal });
  const losses = metrics.flatMap(({ loss }) => loss ?? []);
  return { first: mean(losses.slice(0, meanSteps)), last: mean(losses.slice(-meanSteps)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
