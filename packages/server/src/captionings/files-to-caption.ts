import type { Query } from '../db/in-transaction.ts';

/** Which files of a dataset a captioning is about. */
export interface CaptionScope {
  reads(filename: string): boolean;
  /** Whether files that have a caption are captioned, too. */
  readonly recaption: boolean;
}

/**
 * The pictures and videos of a revision that are to be captioned, by name, and how many the captioner does not read.
 * Of files with the same stem, which share a caption, the first stands for all.
 */
export async function filesToCaption(
  query: Query,
  datasetId: string,
  revision: number,
  { reads, recaption }: CaptionScope,
): Promise<{ readonly files: readonly string[]; readonly leftOut: number }> {
  const versions = query
    .selectFrom('dataset_files')
    .select(['filename', 'stem', 'kind', 'blank'])
    .where('dataset_id', '=', datasetId)
    .where('added_revision', '<=', revision);
  // Two queries, because each has an index of its own.
  const rows = await versions
    .where('removed_revision', 'is', null)
    .unionAll(versions.where('removed_revision', '>', revision))
    .orderBy('filename')
    .execute();
  const done = new Set(
    rows.filter(({ kind, blank }) => !recaption && kind === 'caption' && blank !== 1).map(({ stem }) => stem),
  );
  const files: string[] = [];
  let leftOut = 0;
  for (const { filename, stem, kind } of rows) {
    if (kind === 'caption' || done.has(stem)) continue;
    if (!reads(filename)) {
      leftOut += 1;
      continue;
    }
    done.add(stem);
    files.push(filename);
  }
  return { files, leftOut };
}
