import type { Client } from '@trainyard/core';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson } from './connection.ts';
import type { Job } from './find.ts';
import { followJob } from './follow-job.ts';
import { describeJob, exitCodeOf } from './job-text.ts';

/** Follows a job to its end for `--wait`, prints how it ended, and returns the exit code that says so. */
export async function waitForJob(client: Client, job: Job, json: boolean, io: Io): Promise<ExitCode> {
  try {
    const ended = await followJob(client, job.id, io, { pollMs: 1000 });
    if (json) printJson(ended, io);
    else io.print(describeJob(ended));
    return exitCodeOf(ended);
  } catch (error) {
    if (io.signal.aborted) io.note(`The job goes on. "trainyard job show ${job.name}" says how it stands.`);
    throw error;
  }
}
