import { type Kysely, type Migration, Migrator } from 'kysely';
import { OperatorError } from '../operator-error.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { up as initial } from './migrations/0001-initial.ts';
import { up as sessionsAndWebhooks } from './migrations/0002-sessions-and-webhooks.ts';
import { up as looking } from './migrations/0003-looking.ts';
import { up as resume } from './migrations/0004-resume.ts';
import { up as gpusAndCheckouts } from './migrations/0005-gpus-and-checkouts.ts';
import { up as idempotentCreation } from './migrations/0006-idempotent-creation.ts';
import { up as searchText } from './migrations/0007-search-text.ts';
import { up as indexes } from './migrations/0008-indexes.ts';
import { up as captionings } from './migrations/0009-captionings.ts';
import { up as queuePauses } from './migrations/0010-queue-pauses.ts';
import { up as endedRuns } from './migrations/0011-ended-runs.ts';
import type { Db, Dialect } from './open.ts';

const migrations: Record<string, (db: Kysely<unknown>, dialect: Dialect) => Promise<void>> = {
  '0001-initial': initial,
  '0002-sessions-and-webhooks': sessionsAndWebhooks,
  '0003-looking': looking,
  '0004-resume': resume,
  '0005-gpus-and-checkouts': gpusAndCheckouts,
  '0006-idempotent-creation': idempotentCreation,
  '0007-search-text': searchText,
  '0008-indexes': indexes,
  '0009-captionings': captionings,
  '0010-queue-pauses': queuePauses,
  '0011-ended-runs': endedRuns,
};

/**
 * Brings the schema up to date. Refuses a database that a newer Trainyard has written; throws `OperatorError` where
 * the database cannot be reached.
 */
export async function migrate(db: Db): Promise<void> {
  const provided = Object.fromEntries(
    Object.entries(migrations).map(([name, up]): [string, Migration] => [
      name,
      { up: (query: Kysely<unknown>) => up(query, db.dialect) },
    ]),
  );
  const migrator = new Migrator({ db: db.query, provider: { getMigrations: async () => provided } });
  const { error } = await db.patiently(() => migrator.migrateToLatest());
  if (error instanceof DatabaseUnavailable) {
    throw new OperatorError(
      `The database of DATABASE_URL cannot be reached (${error.reason}). See that it runs and that the address is right.`,
      { cause: error },
    );
  }
  if (error !== undefined) {
    throw new Error(`The database schema could not be brought up to date: ${String(error)}`, {
      cause: error,
    });
  }
}
