import { createReadStream } from 'node:fs';
import type { LeftArtifact } from '@trainyard/agent';
import { inTransaction } from '../db/in-transaction.ts';
import { discardObjects } from '../jobs/release-run.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { insertArtifact, isPublished, requireSound } from './announce-artifact.ts';
import { appendLog } from './append-log.ts';
import { publishArtifact } from './artifact-rows.ts';
import type { RunRow } from './authenticate-run.ts';
import type { RunOptions } from './run-options.ts';

/** What storing needs. */
export type StoreLeftOptions = Pick<
  RunOptions,
  'db' | 'clock' | 'store' | 'artifactKey' | 'maxArtifactBytes'
>;

/**
 * Publishes a file that the agent of a run left when it died. Done before the run is closed; done twice, it
 * changes nothing. Throws where the file cannot be stored. Returns false where the job has it already.
 */
export async function storeLeftArtifact(
  options: StoreLeftOptions,
  run: Pick<RunRow, 'id' | 'job_id'>,
  { path, artifact }: LeftArtifact,
): Promise<boolean> {
  const { db, clock, store } = options;
  requireSound(artifact, options.maxArtifactBytes);
  if (await isPublished(db.query, run.job_id, artifact)) return false;
  const id = await insertArtifact(options, run, artifact);
  const row = await db.query
    .selectFrom('artifacts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const stored = await store.put(parseObjectKey(row.object_key), createReadStream(path), {
    maxBytes: options.maxArtifactBytes,
    exactBytes: artifact.size_bytes,
  });
  if (stored.sha256 !== artifact.sha256) throw new Error(`${artifact.filename} changed while it was stored.`);
  return inTransaction(db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set((eb) => ({ fence: eb.ref('fence') }))
      .where('id', '=', run.id)
      .where('state', '<>', 'ended')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      // Another server has closed the run, and cleared the object away before it was there.
      await transaction.deleteFrom('artifacts').where('id', '=', id).execute();
      await discardObjects(transaction, [row.object_key], clock.now());
      return false;
    }
    await publishArtifact(transaction, row, clock.now());
    const what = `Trainyard: the ${artifact.kind} ${artifact.filename} was stored after its agent had died.\n`;
    await appendLog(transaction, run, what);
    return true;
  });
}
