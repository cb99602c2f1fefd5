import type { Kysely, Transaction } from 'kysely';
import type { Db } from './open.ts';
import type { Database } from './tables.ts';

/** Reads and writes of the database, inside a transaction or outside of one. */
export type Query = Kysely<Database>;

const maxAttempts = 6;

/**
 * Runs `work` in one transaction and commits it. Where the database gave up because of another transaction
 * (a deadlock, a stale snapshot, another process that held SQLite's lock), `work` runs again from the start.
 */
export async function inTransaction<Result>(
  db: Db,
  work: (transaction: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.query.transaction().execute(work);
    } catch (error) {
      if (attempt === maxAttempts || !isConflict(error)) throw error;
    }
  }
}

/** SQLSTATE of serialization failures and deadlocks, and SQLite's names for a lock that is taken. */
const conflictCodes: ReadonlySet<string> = new Set(['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

function isConflict(error: unknown): boolean {
  return conflictCodes.has(errorCodeOf(error));
}

/** True where the error says that a unique index refused a row. */
export function isUniqueViolation(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** True where PostgreSQL refused a text for its NUL, the one character that it cannot hold. */
export function isTextWithNul(error: unknown): boolean {
  return errorCodeOf(error) === '22021';
}

function errorCodeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
