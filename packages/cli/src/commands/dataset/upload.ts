import { randomUUID } from 'node:crypto';
import type { Client } from '@trainyard/core';
import { type CollectedFiles, collectFiles } from '../../client/collect-files.ts';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { datasetArgument } from '../../client/dataset-argument.ts';
import { findDatasetId, needDatasetId } from '../../client/find.ts';
import { withRetries } from '../../client/retry.ts';
import { type UploadSummary, uploadFiles } from '../../client/upload-files.ts';
import { type DatasetWithFiles, waitForDataset } from '../../client/wait-for-dataset.ts';
import { defineCommand } from '../../command.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import type { Io } from '../../io.ts';
import { createProgress } from '../../progress.ts';
import { countOf, formatBytes } from '../../quantities.ts';
import { describeFailure } from '../../report-failure.ts';

export const command = defineCommand({
  name: 'dataset upload',
  summary: 'Upload files, or the files of folders, to a dataset, and wait until they are checked.',
  details: [
    'A few files are sent at a time, each is tried again when the connection breaks, and files above 150 MB go by signed URL. A file that the dataset already holds, byte for byte, is not sent again, so the same command can be repeated after a failure. A file of the same name with other content is replaced.',
  ],
  args: {
    dataset: datasetArgument,
    path: { summary: 'Files, and folders whose own files are taken.', many: true },
  },
  options: {
    create: { kind: 'flag', summary: 'Create the dataset when there is none of that name.' },
    noWait: { kind: 'flag', summary: 'Do not wait until the files are checked.' },
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['dataset upload dogs ./photos --create', 'dataset upload dogs clip.mp4 clip.txt'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const collected = await collectFiles(args.path, io.cwd);
    noteCollected(collected, io);
    const datasetId = options.create
      ? await findOrCreate(client, args.dataset, io)
      : await needDatasetId(client, args.dataset, io);
    const summary = await send(client, datasetId, collected, io);
    noteSummary(summary, io);
    const dataset = options.noWait ? null : await waitUntilChecked(client, datasetId, io);
    if (options.json) {
      printJson(dataset ?? (await client.getDatasetStatus({ params: { dataset_id: datasetId } })), io);
    }
    return summary.failed.length === 0 ? conclude(dataset, options.json, io) : exitCodes.findings;
  },
});

function noteCollected({ files, skipped, faults }: CollectedFiles, io: Io): void {
  if (faults.length > 0) {
    throw new CommandFailure(
      exitCodes.usage,
      `Nothing was uploaded:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
  for (const reason of skipped) io.note(`Left out: ${reason}.`);
  if (files.length === 0) throw new CommandFailure(exitCodes.usage, 'There are no files to upload.');
}

async function findOrCreate(client: Client, name: string, io: Io): Promise<string> {
  const found = await findDatasetId(client, name, io);
  if (found !== null) return found;
  const idempotencyKey = randomUUID();
  const created = await withRetries(io, () =>
    client.createDataset({ body: { name }, idempotencyKey, signal: io.signal }),
  );
  io.note(`Created the dataset "${created.name}" (${created.id}).`);
  return created.id;
}

async function send(
  client: Client,
  datasetId: string,
  { files }: CollectedFiles,
  io: Io,
): Promise<UploadSummary> {
  const before = await client.getDatasetStatus({ params: { dataset_id: datasetId }, signal: io.signal });
  const remote = new Map(before.files.map((file) => [file.filename, file]));
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const progress = createProgress(io);
  let sentBytes = 0;
  try {
    return await uploadFiles(
      files,
      { client, datasetId, remote },
      {
        sent(deltaBytes) {
          sentBytes += deltaBytes;
          const label = `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}, ${countOf(files.length, 'file')}`;
          progress.update(sentBytes, totalBytes, label);
        },
        retrying: (file, error) => progress.log(`${file.filename}: ${error.message} Trying again.`),
      },
      io,
    );
  } finally {
    progress.end();
  }
}

function noteSummary({ uploaded, unchanged, failed }: UploadSummary, io: Io): void {
  for (const { file, error } of failed) io.note(`Not uploaded: ${file.filename}: ${describeFailure(error)}`);
  const parts = [`Uploaded ${countOf(uploaded.length, 'file')}`];
  if (unchanged.length > 0) parts.push(`${unchanged.length} already there`);
  if (failed.length > 0) parts.push(`${failed.length} failed; run the same command again to try those`);
  io.note(`${parts.join(', ')}.`);
}

async function waitUntilChecked(client: Client, datasetId: string, io: Io): Promise<DatasetWithFiles> {
  const progress = createProgress(io);
  try {
    return await waitForDataset(
      client,
      datasetId,
      ({ files }) => {
        const checked = files.filter(({ validated }) => validated).length;
        progress.update(checked, files.length, `checked ${checked} of ${countOf(files.length, 'file')}`);
      },
      io,
    );
  } finally {
    progress.end();
  }
}

function conclude(dataset: DatasetWithFiles | null, json: boolean, io: Io): ExitCode {
  if (dataset === null) return exitCodes.done;
  const { name, status, error } = dataset;
  if (error !== null) io.note(`${error.code} ${error.name}: ${error.message}`);
  if (!json) io.print(`The dataset "${name}" is ${status}, with ${countOf(dataset.file_count, 'file')}.`);
  return status === 'READY' ? exitCodes.done : exitCodes.findings;
}
