import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { datasetArgument } from '../../client/dataset-argument.ts';
import { needDatasetId } from '../../client/find.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'dataset delete',
  summary: 'Delete a dataset; runs that train on it keep what they need.',
  args: { dataset: datasetArgument },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['dataset delete dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const id = await needDatasetId(client, args.dataset, io);
    const answer = await client.deleteDataset({ params: { dataset_id: id }, signal: io.signal });
    if (options.json) printJson(answer, io);
    else io.print(`Deleted the dataset "${args.dataset}" (${answer.id}).`);
    return exitCodes.done;
  },
});
