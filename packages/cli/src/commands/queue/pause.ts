import { connect, connectionOptions, jsonOption, printJson } from '../../client/connection.ts';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { describePauses, scopeOf, scopeOptions } from './scope-options.ts';

export const command = defineCommand({
  name: 'queue pause',
  summary: 'Start no more runs, anywhere or on one GPU; those that run go on.',
  details: [
    'Jobs can still be submitted: they wait, and say that the queue is paused. Needs the token of an administrator. It holds until "queue resume", over restarts of the server, too.',
  ],
  args: {},
  options: {
    ...scopeOptions,
    reason: { kind: 'text', value: 'TEXT', summary: 'Why; shown to everybody who waits.' },
    json: jsonOption,
    ...connectionOptions,
  },
  examples: ['queue pause --reason "New driver at noon"', 'queue pause --gpu GPU-5f3c'],
  async run({ options }, io) {
    const client = connect(options, io);
    const answer = await client.pauseQueue({
      body: { ...scopeOf(options), ...(options.reason !== undefined && { reason: options.reason }) },
      signal: io.signal,
    });
    if (options.json) printJson(answer, io);
    else for (const line of describePauses(answer.pauses)) io.print(line);
    return exitCodes.done;
  },
});
