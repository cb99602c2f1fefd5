import type { CallAnswer, datasetRoutes } from '@trainyard/core';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { datasetArgument } from '../../client/dataset-argument.ts';
import { needDatasetId } from '../../client/find.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countOf, formatBytes } from '../../quantities.ts';
import { formatTable } from '../../text-table.ts';

type DatasetFile = CallAnswer<typeof datasetRoutes.getDatasetStatus>['files'][number];

export const command = defineCommand({
  name: 'dataset show',
  summary: 'Show a dataset with its files.',
  args: { dataset: datasetArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['dataset show dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const id = await needDatasetId(client, args.dataset, io);
    const dataset = await client.getDatasetStatus({ params: { dataset_id: id }, signal: io.signal });
    if (options.json) {
      printJson(dataset, io);
      return exitCodes.done;
    }
    const size = `${countOf(dataset.file_count, 'file')}, ${formatBytes(dataset.total_bytes)}`;
    io.print(`${dataset.name} (${dataset.id}): ${dataset.status}, ${size}`);
    if (dataset.error !== null)
      io.print(`${dataset.error.code} ${dataset.error.name}: ${dataset.error.message}`);
    if (dataset.files.length > 0) {
      io.print('');
      io.print(formatTable(['FILE', 'KIND', 'SIZE', 'WHAT', 'CHECKED'], dataset.files.map(rowOf)));
    }
    return exitCodes.done;
  },
});

function rowOf(file: DatasetFile): string[] {
  const pixels = file.width === null || file.height === null ? '' : `${file.width}×${file.height}`;
  const frames = file.frames === null ? '' : countOf(file.frames, 'frame');
  const what = [pixels, frames].filter((part) => part !== '').join(', ');
  return [
    file.filename,
    file.kind,
    formatBytes(file.size_bytes),
    what || '-',
    file.validated ? 'yes' : 'not yet',
  ];
}
