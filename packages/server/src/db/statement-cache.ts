import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase } from 'kysely';
import { keepAlive } from './keep-alive.ts';

/** Texts with lists of many lengths would otherwise fill the memory. */
const maxStatements = 1_000;

/** Keeps prepared statements: a query is prepared once and run often. */
export function cacheStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = keepAlive(new Map<string, Sqlite.Statement>());
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
