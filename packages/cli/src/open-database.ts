import { existsSync } from 'node:fs';
import type { Db } from '@trainyard/server';
import type { Settings } from '@trainyard/server/settings';
import { exitCodes } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { withOperatorErrors } from './operator-errors.ts';

/** Throws `CommandFailure` where an installation was never used. */
export function requireInstallation(settings: Settings): void {
  if (settings.databaseUrl === null && !existsSync(settings.dataDir)) {
    throw new CommandFailure(
      exitCodes.refused,
      `There is no data folder ${settings.dataDir}. Name the one of your server with --data-dir.`,
    );
  }
}

/** Runs `work` with the database of these settings, brought up to date; it is made where it is missing. */
export async function withDatabase<T>(settings: Settings, work: (db: Db) => Promise<T>): Promise<T> {
  const server = await import('@trainyard/server');
  return withOperatorErrors(async () => {
    const db = server.openDatabase(settings.databaseUrl ?? server.openDataDir(settings.dataDir).database);
    try {
      await server.migrate(db);
      return await work(db);
    } finally {
      await db.close();
    }
  });
}
