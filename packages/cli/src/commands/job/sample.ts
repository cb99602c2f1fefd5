import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job sample',
  summary: 'Have a running job make its samples at its next step.',
  args: { job: jobArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['job sample dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const jobId = await needJobId(client, args.job, io);
    const job = await client.sampleJobNow({ params: { job_id: jobId }, signal: io.signal });
    if (options.json) printJson(job, io);
    else io.print(`The job "${job.name}" was asked to make its samples at its next step.`);
    return exitCodes.done;
  },
});
