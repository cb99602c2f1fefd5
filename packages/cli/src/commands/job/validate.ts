import { configBody, readConfig } from '../../client/config-file.ts';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { configArgument, gpuCountOption } from '../../client/job-arguments.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countFindings, formatFindings, severityPainter } from '../../findings-text.ts';

export const command = defineCommand({
  name: 'job validate',
  summary: 'Check a config as a submission would, with the datasets of the server, and store nothing.',
  args: { config: configArgument },
  options: {
    gpuType: {
      kind: 'text',
      value: 'TYPE',
      summary: 'The GPU type that the job would be submitted for.',
      required: true,
    },
    gpuCount: gpuCountOption,
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['job validate dogs.yaml --gpu-type ADA_80_PLUS'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const config = await readConfig(args.config, io);
    const answer = await client.validateJob({ body: configBody(config, options), signal: io.signal });
    if (options.json) {
      printJson(answer, io);
    } else {
      const { findings, valid } = answer;
      if (findings.length > 0) io.print(`${formatFindings(findings, config, severityPainter(io, 'out'))}\n`);
      io.print(
        `${config.name}: ${valid ? 'would be accepted' : 'would be refused'}, ${countFindings(findings)}.`,
      );
    }
    return answer.valid ? exitCodes.done : exitCodes.findings;
  },
});
