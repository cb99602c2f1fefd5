import type { DataDir } from './config/data-dir.ts';
import type { Settings } from './config/settings.ts';
import { migrate } from './db/migrate.ts';
import { type Db, openDatabase } from './db/open.ts';
import { refuseLostStore } from './refuse-lost-store.ts';
import type { Releasers } from './releasers.ts';

/**
 * Opens the database of an installation and brings its schema up to date. Throws `OperatorError` where the bytes
 * that it names are not where they were.
 */
export async function openRows(options: {
  readonly settings: Pick<Settings, 'databaseUrl' | 'databaseTimeoutSeconds'>;
  readonly dataDir: DataDir;
  readonly releasers: Releasers;
}): Promise<Db> {
  const { settings, dataDir, releasers } = options;
  const db = openDatabase(settings.databaseUrl ?? dataDir.database, {
    queryTimeoutMs: settings.databaseTimeoutSeconds * 1000,
  });
  releasers.add('the database', () => db.close());
  await migrate(db);
  await refuseLostStore(db, dataDir.objects);
  return db;
}
