import { countField, readConfig, withFindings } from '../../client/config-file.ts';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { needJobId } from '../../client/find.ts';
import { configArgument, gpuCountOption, jobArgument } from '../../client/job-arguments.ts';
import { describeJob } from '../../client/job-text.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { formatFindings, severityPainter } from '../../findings-text.ts';

export const command = defineCommand({
  name: 'job edit',
  summary: 'Replace the config of a job that is stopped, cancelled or failed; its name stays the same.',
  args: { job: jobArgument, config: configArgument },
  options: {
    gpuType: { kind: 'text', value: 'TYPE', summary: 'Another GPU type for the next run.' },
    gpuCount: gpuCountOption,
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job edit dogs dogs.yaml'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const config = await readConfig(args.config, io);
    const jobId = await needJobId(client, args.job, io);
    const body = {
      config_file_format: 'yaml' as const,
      config_file: config.text,
      ...(options.gpuType === undefined ? {} : { gpu_type: options.gpuType }),
      ...countField(options),
    };
    const job = await withFindings(config, io, () =>
      client.editJob({ params: { job_id: jobId }, body, signal: io.signal }),
    );
    if (options.json) {
      printJson(job, io);
      return exitCodes.done;
    }
    const { findings } = job;
    if (findings.length > 0) io.note(`${formatFindings(findings, config, severityPainter(io, 'err'))}\n`);
    io.print(`Replaced the config. ${describeJob(job)}`);
    return exitCodes.done;
  },
});
