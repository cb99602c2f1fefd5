import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withTokens } from '../../open-tokens.ts';
import { dataOptions } from '../../settings-options.ts';
import { accountOption } from './account-option.ts';

export const command = defineCommand({
  name: 'token create',
  summary: 'Make a token for an account, and the account where there is none of that name.',
  details: [
    'The token is printed once, alone on standard output; only a hash of it is kept. Works while the server runs.',
  ],
  args: {},
  options: {
    account: accountOption,
    name: { kind: 'text', value: 'TEXT', summary: 'What the token is for, shown by "token list".' },
    administrator: {
      kind: 'flag',
      summary:
        'Let the account look at the work of every account, with all its tokens, until "account demote".',
    },
    ...dataOptions,
  },
  examples: ['token create --account me', 'token create --account me --name laptop --data-dir ./data'],
  async run({ options }, io) {
    return withTokens(options, { mustExist: false }, io, async ({ tokens, place }) => {
      const { token, info } = await tokens.create(options.account, {
        name: options.name ?? null,
        administrator: options.administrator,
      });
      io.note(
        `A token of the account "${options.account}" (id ${info.id}), in ${place}. It is shown only now:`,
      );
      io.print(token);
      io.note('Pass it as TRAINYARD_TOKEN, or as the header "Authorization: Bearer <token>".');
      return exitCodes.done;
    });
  },
});
