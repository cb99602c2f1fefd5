import { existsSync } from 'node:fs';
import type { Tokens } from '@trainyard/server';
import type { Settings } from '@trainyard/server/settings';
import { exitCodes } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Io } from './io.ts';
import { withOperatorErrors } from './operator-errors.ts';
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
  if (settings.databaseUrl === null && mustExist && !existsSync(settings.dataDir)) {
    throw new CommandFailure(
      exitCodes.refused,
      `There is no data folder ${settings.dataDir}. Name the one of your server with --data-dir.`,
    );
  }
  return withTokensOf(settings, work);
}

/** Runs `work` with the tokens of the installation of these settings; the data folder is made where it is missing. */
export async function withTokensOf<T>(
  settings: Settings,
  work: (open: OpenTokens) => Promise<T>,
): Promise<T> {
  const server = await import('@trainyard/server');
  return withOperatorErrors(async () => {
    const db = server.openDatabase(settings.databaseUrl ?? server.openDataDir(settings.dataDir).database);
    try {
      await server.migrate(db);
      return await work({
        tokens: server.createTokens({ db, clock: server.systemClock }),
        place: settings.databaseUrl === null ? settings.dataDir : 'the database of DATABASE_URL',
      });
    } finally {
      await db.close();
    }
  });
}
