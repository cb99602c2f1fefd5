import { randomUUID } from 'node:crypto';
import { configBody, readConfig, withFindings } from '../../client/config-file.ts';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { configArgument, gpuCountOption, waitOption } from '../../client/job-arguments.ts';
import { describeJob } from '../../client/job-text.ts';
import { withRetries } from '../../client/retry.ts';
import { waitForJob } from '../../client/wait-for-job.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job submit',
  summary: 'Submit a training job; every problem of its config is shown at its line.',
  args: { config: configArgument },
  options: {
    gpuType: {
      kind: 'text',
      value: 'TYPE',
      summary: 'ADA_80_PLUS (H100), HOPPER_141 (H200), or another that the server offers.',
      required: true,
    },
    gpuCount: gpuCountOption,
    wait: waitOption,
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job submit dogs.yaml --gpu-type ADA_80_PLUS --wait'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const config = await readConfig(args.config, io);
    const body = configBody(config, options);
    // With one key for all tries, an answer that was lost on the way does not make a second job.
    const idempotencyKey = randomUUID();
    const job = await withFindings(config, io, () =>
      withRetries(io, () => client.submitJob({ body, idempotencyKey, signal: io.signal })),
    );
    if (options.wait) {
      io.note(`Submitted the job "${job.name}" (${job.id}).`);
      return waitForJob(client, job, options.json, io);
    }
    if (options.json) {
      printJson(job, io);
    } else {
      io.print(`Submitted the job "${job.name}" (${job.id}).`);
      io.print(describeJob(job));
    }
    return exitCodes.done;
  },
});
