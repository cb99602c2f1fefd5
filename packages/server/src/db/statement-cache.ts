import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';

/** Texts with lists of many lengths would otherwise fill the memory. */
const maxStatements = 1_000;

/**
 * Keeps prepared statements, for a query is prepared once and run often. It also keeps them from the garbage
 * collector: with the headers of Node 24.21, to free one at the wrong moment ends the process.
 */
export function cacheStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, Sqlite.Statement>();
  return {
    close: () => sqlite.close(),
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = sqlite.prepare(text);
      if (statements.size < maxStatements) statements.set(text, statement);
      return statement;
    },
  };
}
