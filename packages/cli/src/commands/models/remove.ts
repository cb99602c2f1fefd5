import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import { modelOptions } from '../../settings-options.ts';
import { openModelCache } from './cache-folder.ts';

export const command = defineCommand({
  name: 'models remove',
  summary: 'Remove a base model from the cache; a run that needs it fetches it again.',
  details: ['Do this while no run loads the model.'],
  args: { repository: { summary: 'Such as black-forest-labs/FLUX.1-dev, as "models list" shows it.' } },
  options: { ...modelOptions },
  examples: ['models remove black-forest-labs/FLUX.1-dev'],
  async run({ args: { repository }, options }, io) {
    const { cache } = await openModelCache(options, io);
    const { isRepositoryName, removeCached } = await import('@trainyard/server');
    if (!isRepositoryName(repository) || !(await removeCached(cache, repository))) {
      throw new CommandFailure(exitCodes.refused, `${repository} is not in ${cache}.`);
    }
    io.print(`Removed ${repository}.`);
    return exitCodes.done;
  },
});
