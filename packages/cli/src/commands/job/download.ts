import { join, resolve } from 'node:path';
import { type ArtifactFile, listArtifactFiles } from '../../client/artifact-files.ts';
import { connect, connectionOptions } from '../../client/connection.ts';
import { downloadArtifacts } from '../../client/download-artifacts.ts';
import { needJobId } from '../../client/find.ts';
import { jobArgument } from '../../client/job-arguments.ts';
import { safeFileName } from '../../client/safe-file-name.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countOf } from '../../quantities.ts';
import { describeFailure } from '../../report-failure.ts';

export const command = defineCommand({
  name: 'job download',
  summary: 'Download what a job has made: checkpoints, samples and the config that ran.',
  details: [
    'Checkpoints are checked against their size and SHA-256, and a download that broke off is continued by the same command. A file that is there already is left alone.',
  ],
  args: { job: jobArgument },
  options: {
    out: {
      kind: 'text',
      value: 'DIR',
      summary: 'Folder for the files.',
      defaultText: './ and the job’s name',
    },
    ...connectionOptions,
  },
  examples: ['job download dogs', 'job download dogs --out ~/loras'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const params = { job_id: await needJobId(client, args.job, io) };
    const { name, artifacts } = await client.getJobResult({ params, signal: io.signal });
    const files = listArtifactFiles(artifacts);
    if (files.length === 0) {
      io.note(`The job "${name}" has not made anything yet.`);
      return exitCodes.done;
    }
    const folder = resolve(io.cwd, options.out ?? safeFileName(name));
    const { downloaded, unchanged, failed } = await downloadArtifacts(files, folder, io);
    const pathOf = ({ relativePath }: ArtifactFile): string => join(folder, relativePath);
    for (const file of downloaded) io.print(pathOf(file));
    for (const { file, error } of failed) {
      io.note(`Not downloaded: ${file.relativePath}: ${describeFailure(error)}`);
    }
    const parts = [`Downloaded ${countOf(downloaded.length, 'file')} to ${folder}`];
    if (unchanged.length > 0) parts.push(`${unchanged.length} already there`);
    if (failed.length > 0) parts.push(`${failed.length} failed`);
    io.note(`${parts.join(', ')}.`);
    return failed.length === 0 ? exitCodes.done : exitCodes.findings;
  },
});
