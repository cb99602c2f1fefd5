import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import { requireInstallation, withDatabase } from '../../open-database.ts';
import { allSettingOptions, loadCommandSettings } from '../../settings-options.ts';

export const command = defineCommand({
  name: 'account pin',
  summary: 'Have the jobs of an account train with one of the checkouts of AI Toolkit.',
  details: [
    'The checkouts are those that AI_TOOLKIT_DIR ("default") and AI_TOOLKIT_DIRS name. Without REVISION the pin is taken away. It holds for runs that are queued from now on; "trainyard job show" says what a run was trained with.',
  ],
  args: {
    name: { summary: 'The account.' },
    revision: { summary: 'The name of the checkout.', optional: true },
  },
  options: { ...allSettingOptions },
  examples: ['account pin me stable --ai-toolkit-dirs stable=/opt/ai-toolkit-0.12', 'account pin me'],
  async run({ args, options }, io) {
    const settings = await loadCommandSettings(options, io);
    requireInstallation(settings);
    const { describeCheckout, pinAccount, readCheckouts } = await import('@trainyard/server');
    const checkouts = readCheckouts(settings);
    const checkout = args.revision === undefined ? null : checkouts.find(args.revision);
    if (args.revision !== undefined && checkout === null) {
      const known = checkouts.all.map(({ name }) => name).join(', ') || 'none';
      throw new CommandFailure(
        exitCodes.refused,
        `There is no checkout "${args.revision}". AI_TOOLKIT_DIR and AI_TOOLKIT_DIRS name: ${known}.`,
      );
    }
    const before = await withDatabase(settings, (db) => pinAccount(db, args.name, checkout?.name ?? null));
    if (before === undefined) {
      throw new CommandFailure(exitCodes.refused, `There is no account "${args.name}".`);
    }
    io.print(
      checkout === null
        ? `The account "${args.name}" uses the installation's default again${before === null ? '' : `, not "${before}"`}.`
        : `The account "${args.name}" uses "${checkout.name}": ${describeCheckout(checkout)}, in ${checkout.directory}.`,
    );
    return exitCodes.done;
  },
});
