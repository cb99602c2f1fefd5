import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { buildServer, picture } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { trainConfig } from '../support/train-config.ts';

/** Ends every connection to the database but its own, as a restart of PostgreSQL does. */
async function endConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  } finally {
    await client.end();
  }
}

const postgres = databases.find(({ name }) => name === 'postgres');

describe.skipIf(postgres === undefined)('a connection to PostgreSQL that breaks', () => {
  test('in a transaction fails what was asked of it, and neither the process nor what comes after', async () => {
    const url = (await postgres?.createUrl()) ?? '';
    const db = openDatabase(url);
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.prependListener('uncaughtExceptionMonitor', note);
    try {
      const one = () => sql<{ one: number }>`select 1 as one`.execute(db.query);
      const idle = db.query.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction);
        // Nothing is asked at the moment at which the connection ends.
        await endConnections(url);
        await sql`select 1`.execute(transaction);
      });
      await expect(idle).rejects.toThrow();
      const busy = Promise.allSettled([sql`select pg_sleep(60)`.execute(db.query), one(), one()]);
      await expect
        .poll(async () => {
          await endConnections(url);
          return Promise.race([busy, Promise.resolve('asked')]);
        })
        .not.toBe('asked');
      expect((await busy)[0].status).toBe('rejected');
      // A connection of which nobody knows yet that it is gone may be the one that is asked first.
      await expect.poll(async () => (await one()).rows).toEqual([{ one: 1 }]);
      expect(uncaught).toEqual([]);
    } finally {
      process.off('uncaughtExceptionMonitor', note);
      await db.close();
    }
  });

  test('again and again takes nothing from a job that trains meanwhile', async () => {
    const databaseUrl = (await postgres?.createUrl()) ?? '';
    const server = await buildServer({ databaseUrl });
    onTestFinished(() => server.close());
    const ada = server.as('ada');
    await ada.readyDataset('dogs', { 'a.jpg': picture });
    const parts = { name: 'dogs_lora', dataset: 'dogs', steps: 200, saveEvery: 50, sampleEvery: 1000 };
    const id = await ada.submitted(trainConfig(parts));
    await ada.jobReaches(id, 'RUNNING', 'STOPPED');
    let cuts = 0;
    await expect
      .poll(
        async () => {
          if (cuts < 5) await endConnections(databaseUrl);
          cuts += 1;
          const { status, body } = await ada.job(id, 'GET', 'status');
          return status === 200 ? body.status : 'RUNNING';
        },
        { timeout: 60_000, interval: 300 },
      )
      .not.toBe('RUNNING');
    expect(cuts).toBeGreaterThan(1);
    const { body } = await ada.job(id, 'GET', 'status');
    expect(body).toMatchObject({ status: 'STOPPED', error: null, progress: { current_step: 200 } });
    const { checkpoints } = (await ada.job(id, 'GET', 'result')).body.artifacts;
    expect(checkpoints.map(({ step }: { step: number }) => step)).toEqual([50, 100, 150, 200]);
    const { metrics } = (await ada.job(id, 'GET', 'metrics')).body;
    expect(metrics).toHaveLength(200);
  }, 90_000);
});
