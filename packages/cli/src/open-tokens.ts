import type { Tokens } from '@trainyard/server';
import type { Settings } from '@trainyard/server/settings';
import type { Io } from './io.ts';
import { requireInstallation, withDatabase } from './open-database.ts';
import { loadCommandSettings, type SettingFlags } from './settings-options.ts';

/** The tokens of an installation, and where they are kept. */
export interface OpenTokens {
  readonly tokens: Tokens;
  /** The data folder, or "the database of DATABASE_URL". */
  readonly place: string;
}

/**
 * Runs `work` with the tokens of an installation, beside a running server or before its first start. With
 * `mustExist`, an installation that was never used is a failure instead of being made.
 */
export async function withTokens<T>(
  flags: SettingFlags,
  { mustExist }: { readonly mustExist: boolean },
  io: Io,
  work: (open: OpenTokens) => Promise<T>,
): Promise<T> {
  const settings = await loadCommandSettings(flags, io);
  if (mustExist) requireInstallation(settings);
  return withTokensOf(settings, work);
}

/** Runs `work` with the tokens of the installation of these settings; the data folder is made where it is missing. */
export async function withTokensOf<T>(
  settings: Settings,
  work: (open: OpenTokens) => Promise<T>,
): Promise<T> {
  const { createTokens, systemClock } = await import('@trainyard/server');
  return withDatabase(settings, (db) =>
    work({
      tokens: createTokens({ db, clock: systemClock }),
      place: settings.databaseUrl === null ? settings.dataDir : 'the database of DATABASE_URL',
    }),
  );
}
