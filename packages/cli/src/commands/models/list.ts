import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { formatBytes } from '../../quantities.ts';
import { modelOptions } from '../../settings-options.ts';
import { formatTable } from '../../text-table.ts';
import { openModelCache } from './cache-folder.ts';

export const command = defineCommand({
  name: 'models list',
  summary: 'List the base models in the cache that all runs share.',
  args: {},
  options: { json: { kind: 'flag', summary: 'Print JSON.' }, ...modelOptions },
  examples: ['models list'],
  async run({ options: { json, ...flags } }, io) {
    const { cache } = await openModelCache(flags, io);
    const { listCached } = await import('@trainyard/server');
    const models = await listCached(cache);
    if (json) {
      io.print(JSON.stringify({ cache, models }, null, 2));
    } else if (models.length === 0) {
      io.print(`There are no models in ${cache}. "trainyard models pull" fetches one.`);
    } else {
      const rows = models.map(({ repository, sizeBytes, isUsable }) => [
        repository,
        formatBytes(sizeBytes),
        isUsable ? '' : 'incomplete',
      ]);
      io.print(formatTable(['MODEL', 'SIZE', ''], rows));
      io.print(`\nIn ${cache}.`);
    }
    return exitCodes.done;
  },
});
