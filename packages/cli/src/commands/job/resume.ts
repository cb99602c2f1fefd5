import { countField } from '../../client/config-file.ts';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { gpuCountOption, jobArgument, waitOption } from '../../client/job-arguments.ts';
import { describeJob, describeResume } from '../../client/job-text.ts';
import { waitForJob } from '../../client/wait-for-job.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'job resume',
  summary: 'Go on with a stopped or cancelled job from its highest-step checkpoint.',
  args: { job: jobArgument },
  options: {
    gpuType: { kind: 'text', value: 'TYPE', summary: 'Where to go on.', defaultText: 'as in the last run' },
    gpuCount: { ...gpuCountOption, defaultText: 'as in the last run' },
    fromStep: {
      kind: 'number',
      value: 'STEP',
      min: 0,
      max: 1_000_000_000,
      summary: 'Go on from the checkpoint of this step; 0 begins anew.',
      defaultText: 'the highest',
    },
    wait: waitOption,
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job resume dogs --wait', 'job resume dogs --from-step 500'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const jobId = await needJobId(client, args.job, io);
    const body = {
      ...(options.gpuType === undefined ? {} : { gpu_type: options.gpuType }),
      ...countField(options),
      ...(options.fromStep === undefined ? {} : { from_step: options.fromStep }),
    };
    const job = await client.resumeJob({ params: { job_id: jobId }, body, signal: io.signal });
    if (options.wait) return waitForJob(client, job, options.json, io);
    if (options.json) printJson(job, io);
    else io.print(`${describeJob(job)}${describeResume(job)}`);
    return exitCodes.done;
  },
});
