import { findModel, loadedRepositories } from '@trainyard/core';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import { createProgress } from '../../progress.ts';
import { formatBytes } from '../../quantities.ts';
import { modelOptions } from '../../settings-options.ts';
import { openModelCache } from './cache-folder.ts';

export const command = defineCommand({
  name: 'models pull',
  summary: 'Fetch base models into the cache that all runs share, before a run needs them.',
  details: [
    'Names what to fetch as an architecture ("flux": everything that it loads by default) or as a repository of Hugging Face ("owner/name"). What is there is not fetched again, and what was interrupted goes on; every file is compared with its hash.',
    'A token for gated models is taken from HF_TOKEN (or TRAINYARD_HF_TOKEN), the address of a mirror from HF_ENDPOINT.',
  ],
  args: { models: { summary: 'An arch such as flux, or owner/name.', many: true } },
  options: { ...modelOptions },
  examples: ['models pull flux', 'models pull stabilityai/stable-diffusion-xl-base-1.0'],
  async run({ args: { models }, options }, io) {
    const { settings, cache } = await openModelCache(options, io);
    const { HubError, hubEndpoint, pullRepository } = await import('@trainyard/server');
    const token = settings.hfToken ?? (io.env['HF_TOKEN'] || null);
    const hub = { endpoint: hubEndpoint(io.env), token, fetch: globalThis.fetch, signal: io.signal };
    let refused = 0;
    for (const repository of [...new Set(models.flatMap(repositoriesOf))]) {
      const progress = createProgress(io);
      try {
        const pulled = await pullRepository(
          {
            ...hub,
            cache,
            onProgress: ({ doneBytes, totalBytes, file }) =>
              progress.update(
                doneBytes,
                totalBytes,
                `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}  ${repository}/${file}`,
              ),
          },
          repository,
        );
        progress.end();
        const fetched =
          pulled.fetchedBytes === 0 ? 'was there already' : `${formatBytes(pulled.fetchedBytes)} fetched`;
        io.print(
          `${repository}: ${formatBytes(pulled.sizeBytes)} in ${pulled.files} file${pulled.files === 1 ? '' : 's'}, ${fetched}.`,
        );
      } catch (error) {
        progress.end();
        if (!(error instanceof HubError)) throw error;
        refused += 1;
        io.note(error.message);
      }
    }
    return refused === 0 ? exitCodes.done : exitCodes.refused;
  },
});

/** The repositories that a name stands for. Throws `CommandFailure` for one that is neither arch nor repository. */
function repositoriesOf(name: string): readonly string[] {
  if (name.includes('/')) {
    if (/^[\w.-]+\/[\w.-]+$/.test(name)) return [name];
    throw new CommandFailure(exitCodes.usage, `"${name}" is no repository such as owner/name.`);
  }
  const match = findModel(name);
  const model = match?.model ?? null;
  const standard = match?.variant?.nameOrPath ?? model?.variants[0]?.nameOrPath;
  if (model === null) {
    throw new CommandFailure(
      exitCodes.usage,
      `"${name}" is neither an arch nor a repository such as owner/name.`,
    );
  }
  const block = standard === undefined ? {} : { name_or_path: standard };
  return loadedRepositories(model, block).map(({ repository }) => repository);
}
