import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { type Dataset, listDatasets } from '../../client/find.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { formatBytes } from '../../quantities.ts';
import { formatTable } from '../../text-table.ts';

export const command = defineCommand({
  name: 'dataset list',
  summary: 'List the datasets of the account, newest first.',
  args: {},
  options: { json: jsonOption, ...connectionOptions },
  examples: ['dataset list'],
  async run({ options }, io) {
    const client = connect(options, io);
    const datasets: Dataset[] = [];
    for await (const dataset of listDatasets(client, io)) datasets.push(dataset);
    if (options.json) {
      printJson({ datasets, next_cursor: null }, io);
    } else if (datasets.length === 0) {
      io.note('There are no datasets yet. "trainyard dataset upload NAME FOLDER --create" makes one.');
    } else {
      const rows = datasets.map((dataset) => [
        dataset.name,
        dataset.status,
        String(dataset.file_count),
        formatBytes(dataset.total_bytes),
        dataset.created_at,
        dataset.id,
      ]);
      io.print(formatTable(['NAME', 'STATUS', 'FILES', 'SIZE', 'CREATED', 'ID'], rows));
    }
    return exitCodes.done;
  },
});
