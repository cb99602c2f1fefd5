import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';

/** Brings the database of its argument up to date, as a server does when it starts. */
const db = openDatabase(process.argv[2] ?? '');
await migrate(db);
await db.close();
process.disconnect?.();
