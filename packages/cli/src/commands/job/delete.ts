import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job delete',
  summary: 'Delete a job that has ended, with everything that it made.',
  args: { job: jobArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['job delete dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const jobId = await needJobId(client, args.job, io);
    const answer = await client.deleteJob({ params: { job_id: jobId }, signal: io.signal });
    if (options.json) printJson(answer, io);
    else io.print(`Deleted the job "${args.job}" (${answer.id}).`);
    return exitCodes.done;
  },
});
