import { exitCodes } from '../../exit-codes.ts';
import { CommandFailure } from '../../failure.ts';
import type { Io } from '../../io.ts';
import { loadCommandSettings, type SettingFlags } from '../../settings-options.ts';

/** The settings and the model cache that they, or the environment, name. */
export async function openModelCache(flags: SettingFlags, io: Io) {
  const settings = await loadCommandSettings(flags, io);
  const { hubCacheFolder } = await import('@trainyard/server');
  const cache = hubCacheFolder(settings.modelCache, io.env);
  if (cache === null) {
    throw new CommandFailure(
      exitCodes.refused,
      'There is no home folder to cache models in: set MODEL_CACHE.',
    );
  }
  return { settings, cache };
}
