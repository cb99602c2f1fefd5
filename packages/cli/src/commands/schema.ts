import { createConfigSchema } from '@trainyard/core/preflight';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const command = defineCommand({
  name: 'schema',
  summary:
    'Print the JSON Schema of AI Toolkit configs, for editors; servers have it at /schema/ai-toolkit.json.',
  args: {},
  options: {},
  examples: ['schema > ai-toolkit.schema.json'],
  async run(_input, io) {
    io.print(JSON.stringify(createConfigSchema(), null, 2));
    return exitCodes.done;
  },
});
