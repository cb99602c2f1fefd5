import { randomUUID } from 'node:crypto';
import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { withRetries } from '../../client/retry.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';

export const command = defineCommand({
  name: 'dataset create',
  summary: 'Create an empty dataset.',
  args: { name: { summary: 'Letters, digits, _ and -; left out, the server makes one up.', optional: true } },
  options: { json: jsonOption, ...connectionOptions },
  examples: ['dataset create dogs'],
  async run({ args, options }, io) {
    const client = connect(options, io);
    const idempotencyKey = randomUUID();
    const body = args.name === undefined ? {} : { name: args.name };
    const dataset = await withRetries(io, () =>
      client.createDataset({ body, idempotencyKey, signal: io.signal }),
    );
    if (options.json) printJson(dataset, io);
    else io.print(`Created the dataset "${dataset.name}" (${dataset.id}).`);
    return exitCodes.done;
  },
});
