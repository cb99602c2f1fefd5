import { jobStatuses } from '@trainyard/core';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { type Job, listJobs } from '../../client/find.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { formatTable } from '../../text-table.ts';

const defaultLimit = 50;

export const command = defineCommand({
  name: 'job list',
  summary: 'List the jobs of the account, newest first.',
  args: {},
  options: {
    status: { kind: 'text', value: 'STATUS', summary: 'Only jobs of this status.', choices: jobStatuses },
    limit: {
      kind: 'number',
      value: 'N',
      min: 1,
      max: 100_000,
      summary: 'How many to show at most.',
      defaultText: String(defaultLimit),
    },
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job list', 'job list --status RUNNING --json'],
  async run({ options }, io) {
    const client = connect(options, io);
    const limit = options.limit ?? defaultLimit;
    const status = jobStatuses.find((each) => each === options.status);
    const jobs: Job[] = [];
    let hasMore = false;
    for await (const job of listJobs(client, io, status)) {
      hasMore = jobs.length === limit;
      if (hasMore) break;
      jobs.push(job);
    }
    if (options.json) printJson({ jobs, next_cursor: null }, io);
    else if (jobs.length === 0) io.note('There are no such jobs.');
    else io.print(formatTable(['NAME', 'STATUS', 'STEP', 'GPU', 'CREATED', 'ID'], jobs.map(rowOf)));
    if (hasMore) io.note(`There are more; --limit shows more than ${limit}.`);
    return exitCodes.done;
  },
});

function rowOf(job: Job): string[] {
  const { current_step: step, total_steps: total } = job.progress;
  const gpu = job.gpu_count === 1 ? job.gpu_type : `${job.gpu_count} × ${job.gpu_type}`;
  return [job.name, job.status, `${step}/${total}`, gpu, job.created_at, job.id];
}
