import type { Query } from '../db/in-transaction.ts';

/**
 * Gives back what an ended run held in the database: its GPUs, the dataset revisions it read, commands that
 * nobody will fetch, and artifacts whose bytes never became whole.
 */
export async function releaseRun(transaction: Query, runId: string, at: number): Promise<void> {
  await transaction.deleteFrom('gpu_leases').where('run_id', '=', runId).execute();
  await transaction
    .updateTable('run_datasets')
    .set({ released_at: at })
    .where('run_id', '=', runId)
    .where('released_at', 'is', null)
    .execute();
  await transaction.deleteFrom('run_commands').where('run_id', '=', runId).execute();
  const unfinished = await transaction
    .deleteFrom('artifacts')
    .where('run_id', '=', runId)
    .where('published_at', 'is', null)
    .returning('object_key')
    .execute();
  await discardObjects(
    transaction,
    unfinished.map((artifact) => artifact.object_key),
    at,
  );
}

/** Leaves objects to the sweeper that deletes them from the store. */
export async function discardObjects(transaction: Query, keys: readonly string[], at: number): Promise<void> {
  const batch = 500;
  for (let start = 0; start < keys.length; start += batch) {
    await transaction
      .insertInto('object_garbage')
      .values(keys.slice(start, start + batch).map((key) => ({ object_key: key, created_at: at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
