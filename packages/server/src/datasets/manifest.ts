import type { Db } from '../db/open.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import type { ObjectKey } from '../storage/object-store.ts';

/** A file as a run fetches it. */
export interface ManifestEntry {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly objectKey: ObjectKey;
}

/** The files of a dataset as they were at a revision that is pinned, by name. */
export async function loadManifest(
  { query }: Pick<Db, 'query'>,
  datasetId: string,
  revision: number,
): Promise<ManifestEntry[]> {
  const versions = query
    .selectFrom('dataset_files')
    .select(['filename', 'size_bytes', 'sha256', 'object_key'])
    .where('dataset_id', '=', datasetId)
    .where('added_revision', '<=', revision);
  // Two queries, because each has an index of its own.
  const rows = await versions
    .where('removed_revision', 'is', null)
    .unionAll(versions.where('removed_revision', '>', revision))
    .orderBy('filename')
    .execute();
  return rows.map(({ filename, size_bytes, sha256, object_key }) => {
    if (sha256 === null) throw new Error('A file of a pinned revision has no hash.');
    return { filename, sizeBytes: size_bytes, sha256, objectKey: parseObjectKey(object_key) };
  });
}
