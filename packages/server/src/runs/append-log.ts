import type { Query } from '../db/in-transaction.ts';
import type { RunRow } from './authenticate-run.ts';

/** Most that is kept of the log of one job, over all its runs. */
const maxLogBytes = 256 * 1024 * 1024;

/** Appends to the log of the run's job. Offsets are bytes of UTF-8 and go on from run to run. */
export async function appendLog(
  transaction: Query,
  run: Pick<RunRow, 'id' | 'job_id'>,
  text: string,
): Promise<void> {
  if (text === '') return;
  // Lone surrogates become U+FFFD, as they would on the way into the file; PostgreSQL keeps no NUL in a text.
  const bytes = Buffer.from(text.replaceAll('\0', '\uFFFD'), 'utf8');
  const { log_bytes: logBytes } = await transaction
    .updateTable('jobs')
    .set((eb) => ({ log_bytes: eb('log_bytes', '+', bytes.length) }))
    .where('id', '=', run.job_id)
    .where('log_bytes', '<', maxLogBytes)
    .returning('log_bytes')
    .executeTakeFirst()
    .then((row) => row ?? { log_bytes: null });
  if (logBytes === null) return;
  await transaction
    .insertInto('job_log_chunks')
    .values({
      job_id: run.job_id,
      byte_offset: logBytes - bytes.length,
      byte_length: bytes.length,
      run_id: run.id,
      text: bytes.toString('utf8'),
    })
    .execute();
}
