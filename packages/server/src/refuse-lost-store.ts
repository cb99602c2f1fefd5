import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from './db/open.ts';
import { OperatorError } from './operator-error.ts';

/**
 * Throws `OperatorError` where the folder of the disk store was never used though the database names objects in
 * it: a disk that is not mounted, or the folder of another installation. A store made anew in its place would
 * have every file counted as deleted.
 */
export async function refuseLostStore({ query }: Pick<Db, 'query'>, root: string): Promise<void> {
  const files = join(root, 'files');
  if (existsSync(files)) return;
  const file = await query
    .selectFrom('dataset_files')
    .select('id')
    .where('removed_revision', 'is', null)
    .limit(1)
    .executeTakeFirst();
  const artifact = await query
    .selectFrom('artifacts')
    .select('id')
    .where('published_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  if (file === undefined && artifact === undefined) return;
  throw new OperatorError(
    `The database names files of datasets or jobs, but there is no folder ${files}. Mount the disk that it is on, or name the DATA_DIR that belongs to this database. If the files are lost, make the folder, and start again: they then count as deleted.`,
  );
}
