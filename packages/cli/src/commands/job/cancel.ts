import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { describeJob } from '../../client/job-text.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job cancel',
  summary: 'Cancel a job; what it has made so far stays available.',
  args: { job: jobArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['job cancel dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const jobId = await needJobId(client, args.job, io);
    const job = await client.cancelJob({ params: { job_id: jobId }, signal: io.signal });
    if (options.json) printJson(job, io);
    else if (job.status === 'RUNNING') io.print(`The job "${job.name}" was asked to stop and is ending.`);
    else io.print(describeJob(job));
    return exitCodes.done;
  },
});
