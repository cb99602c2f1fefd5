import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import { requireInstallation, withDatabase } from '../../open-database.ts';
import { dataOptions, loadCommandSettings } from '../../settings-options.ts';

export const command = defineCommand({
  name: 'account demote',
  summary: 'Take from an account that it may look at the work of every account.',
  details: [
    'Undoes "token create --administrator", for all tokens of the account and for browsers that are signed in, from the next request on. The account keeps its own work. Works while the server runs.',
  ],
  args: { name: { summary: 'The account.' } },
  options: { ...dataOptions },
  examples: ['account demote me'],
  async run({ args, options }, io) {
    const settings = await loadCommandSettings(options, io);
    requireInstallation(settings);
    const { demoteAccount } = await import('@trainyard/server');
    const wasAdministrator = await withDatabase(settings, (db) => demoteAccount(db, args.name));
    if (wasAdministrator === undefined) {
      throw new CommandFailure(exitCodes.refused, `There is no account "${args.name}".`);
    }
    io.print(
      wasAdministrator
        ? `The account "${args.name}" is no longer an administrator.`
        : `The account "${args.name}" was no administrator.`,
    );
    return exitCodes.done;
  },
});
