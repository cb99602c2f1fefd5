import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../src/db/open.ts';
import { databases } from '../support/databases.ts';

/** Columns that refer to rows which are deleted while a server runs: the database looks there each time. */
const references = [
  ['dataset_files', 'dataset_id'],
  ['uploads', 'dataset_id'],
  ['run_datasets', 'dataset_id'],
  ['webhook_deliveries', 'webhook_id'],
  ['webhook_attempts', 'delivery_id'],
] as const;

/** Statements that are run often, and the table that each must not read from end to end. */
const statements: readonly (readonly [table: string, text: string])[] = [
  // Each announcement of a file; each deletion of a job; each look at how much old jobs take.
  ['artifacts', `select id from artifacts where job_id = 'x' and kind = 'checkpoint' and filename = 'x'`],
  ['artifacts', `delete from artifacts where job_id = 'x'`],
  ['artifacts', `select sum(size_bytes) from artifacts where job_id = 'x'`],
  // Each sweep, for each deleted dataset.
  ['dataset_files', `select id from dataset_files where dataset_id = 'x'`],
  // Each verdict on a file, where webhooks want to hear of it.
  ['webhook_deliveries', `delete from webhook_deliveries where webhook_id = 'x' and settles_with = 'x'`],
  // Every other second, where lost jobs are resumed: neither all jobs nor all runs.
  ...(['jobs', 'runs'] as const).map(
    (table) =>
      [
        table,
        `select jobs.id, jobs.account_id, jobs.run_id from runs inner join jobs on jobs.run_id = runs.id and jobs.id = runs.job_id
        where jobs.status = 'STOPPED' and jobs.deleted_at is null and jobs.auto_resumes < 3 and runs.state = 'ended'
        and runs.outcome = 'lost' and runs.reason in ('x', 'y') and runs.ended_at > 5 order by runs.ended_at limit 100`,
      ] as const,
  ),
];

async function planOf(db: Db, text: string): Promise<string> {
  if (db.dialect === 'sqlite') {
    const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${text}`).execute(db.query);
    return rows.map(({ detail }) => detail).join('\n');
  }
  return db.query.transaction().execute(async (transaction) => {
    // Of an empty table it would read all, whatever indexes there are.
    await sql`set local enable_seqscan = off`.execute(transaction);
    const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`explain ${text}`).execute(transaction);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

for (const dialect of databases) {
  describe(`indexes on ${dialect.name}`, () => {
    test('serve what refers to rows that are deleted, and the statements of everyday', async () => {
      const db = await dialect.open();
      const byReference = references.map(
        ([table, column]) => [table, `select 1 from ${table} where ${column} = 'x'`] as const,
      );
      for (const [table, text] of [...byReference, ...statements]) {
        const plan = await planOf(db, text);
        const readsAll = dialect.name === 'sqlite' ? `SCAN ${table}` : `Seq Scan on ${table}`;
        expect(plan, text).not.toContain(readsAll);
        expect(plan, text).toMatch(dialect.name === 'sqlite' ? /SEARCH/ : /Index Cond/);
      }
    });
  });
}
