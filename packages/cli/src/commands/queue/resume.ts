import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { describePauses, scopeOf, scopeOptions } from './scope-options.ts';

export const command = defineCommand({
  name: 'queue resume',
  summary: 'Start runs again where it was paused; prints what still is.',
  details: ['Needs the token of an administrator. A GPU that was paused by itself is resumed by itself.'],
  args: {},
  options: { ...scopeOptions, json: jsonOption, ...connectionOptions },
  examples: ['queue resume', 'queue resume --gpu GPU-5f3c'],
  async run({ options }, io) {
    const client = connect(options, io);
    const answer = await client.resumeQueue({ body: scopeOf(options), signal: io.signal });
    if (options.json) printJson(answer, io);
    else for (const line of describePauses(answer.pauses)) io.print(line);
    return exitCodes.done;
  },
});
