import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { withRetries } from '../../client/retry.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { UsageFailure } from '../../failure.ts';

const pageBytes = 256 * 1024;
const pollMs = 1000;

export const command = defineCommand({
  name: 'job logs',
  summary: 'Print the log of a job, over all its runs.',
  args: { job: jobArgument },
  options: {
    follow: { kind: 'flag', summary: 'Go on printing until the job has ended.' },
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job logs dogs', 'job logs dogs --follow'],
  async run({ args, options }, io) {
    if (options.follow && options.json) {
      throw new UsageFailure(['--follow and --json cannot be used together.'], 'job logs');
    }
    const client = connect(options, io);
    const params = { job_id: await needJobId(client, args.job, io) };
    let offset = 0;
    let text = '';
    for (;;) {
      const query = { offset, limit: pageBytes };
      const page = await withRetries(io, () => client.getJobLogs({ params, query, signal: io.signal }));
      const isNew = page.next_offset > offset;
      offset = page.next_offset;
      if (options.json) text += page.text;
      else io.writeOut(page.text);
      if (page.complete || (!isNew && !options.follow)) {
        if (options.json) printJson({ text, offset: 0, next_offset: offset, complete: page.complete }, io);
        return exitCodes.done;
      }
      if (!isNew) await io.clock.sleep(pollMs, io.signal);
      io.signal.throwIfAborted();
    }
  },
});
