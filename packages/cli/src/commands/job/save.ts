import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job save',
  summary: 'Have a running job write a checkpoint at its next step.',
  args: { job: jobArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['job save dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const jobId = await needJobId(client, args.job, io);
    const job = await client.saveJobNow({ params: { job_id: jobId }, signal: io.signal });
    if (options.json) printJson(job, io);
    else io.print(`The job "${job.name}" was asked to write a checkpoint at its next step.`);
    return exitCodes.done;
  },
});
