import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure, UsageFailure } from '../../failure.ts';
import { withTokens } from '../../open-tokens.ts';
import { dataOptions } from '../../settings-options.ts';
import { accountOption } from './account-option.ts';

export const command = defineCommand({
  name: 'token revoke',
  summary: 'End one token of an account, or all of them, at once and for good.',
  args: {},
  options: {
    account: accountOption,
    id: { kind: 'text', value: 'ID', summary: 'The token, as "token list" shows it.' },
    all: { kind: 'flag', summary: 'Every token of the account.' },
    ...dataOptions,
  },
  examples: ['token revoke --account me --all'],
  async run({ options }, io) {
    const { account, id, all } = options;
    if (all === (id !== undefined)) {
      throw new UsageFailure(['Say which: --id ID for one token, or --all.'], 'token revoke');
    }
    return withTokens(options, { mustExist: true }, io, async ({ tokens, place }) => {
      const count = await tokens.revoke(account, id ?? null);
      if (count === 0 && id !== undefined) {
        throw new CommandFailure(
          exitCodes.refused,
          `The account "${account}" has no valid token ${id} in ${place}.`,
        );
      }
      io.print(`Revoked ${count} token${count === 1 ? '' : 's'} of the account "${account}".`);
      return exitCodes.done;
    });
  },
});
