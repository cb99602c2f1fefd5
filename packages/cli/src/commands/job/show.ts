import type { CallAnswer, jobRoutes } from '@trainyard/core';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { type Job, needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { describeJob } from '../../client/job-text.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countOf, formatBytes } from '../../quantities.ts';
import { formatTable } from '../../text-table.ts';
import { formatTerms } from '../../wrap.ts';

type Artifacts = CallAnswer<typeof jobRoutes.getJobResult>['artifacts'];

export const command = defineCommand({
  name: 'job show',
  summary: 'Show how a job stands and what it has made.',
  args: { job: jobArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['job show dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const params = { job_id: await needJobId(client, args.job, io) };
    const job = await client.getJobStatus({ params, signal: io.signal });
    if (options.json) {
      printJson(job, io);
      return exitCodes.done;
    }
    const { artifacts } = await client.getJobResult({ params, signal: io.signal });
    io.print(describeJob(job));
    io.print(`\n${formatTerms(factsOf(job), { indent: 2, widthChars: 100, maxTermChars: 20 })}`);
    for (const part of describeArtifacts(artifacts)) io.print(`\n${part}`);
    return exitCodes.done;
  },
});

function factsOf(job: Job): [string, string][] {
  const resumed = job.resumed_from_step === null ? '' : `, resumed from step ${job.resumed_from_step}`;
  return [
    ['Id', job.id],
    ['Status', job.status],
    ['GPU', `${job.gpu_count} × ${job.gpu_type}${job.gpu_id === null ? '' : ` (${job.gpu_id})`}`],
    ['Trainer', job.trainer_version ?? job.trainer],
    ...(job.waiting_reason === null ? [] : [['Waiting', job.waiting_reason] satisfies [string, string]]),
    ['Run', `${job.run_number}${resumed}`],
    ['Created', job.created_at],
    ['Started', job.started_at ?? '-'],
    ['Finished', job.finished_at ?? '-'],
  ];
}

function describeArtifacts({ checkpoints, samples }: Artifacts): string[] {
  if (checkpoints.length === 0 && samples.length === 0) return [];
  const parts: string[] = [];
  if (checkpoints.length > 0) {
    const rows = checkpoints.map((each) => [each.filename, String(each.step), formatBytes(each.size_bytes)]);
    parts.push(formatTable(['CHECKPOINT', 'STEP', 'SIZE'], rows));
  }
  parts.push(`${countOf(samples.length, 'sample')}. "trainyard job download" fetches everything.`);
  return parts;
}
