import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { foldCase } from '../datasets/fold-case.ts';
import { readCaptionTexts } from './caption-texts.ts';

const filesPerRound = 500;

/** Sees to it that every file of a dataset has in its row what a search looks through. */
export async function completeSearchTexts(
  options: Pick<DatasetOptions, 'db' | 'store'>,
  datasetId: string,
): Promise<void> {
  for (;;) {
    const files = await options.db.query
      .selectFrom('dataset_files')
      .select(['id', 'kind', 'filename', 'caption_text', 'object_key', 'size_bytes'])
      .where('dataset_id', '=', datasetId)
      .where('removed_revision', 'is', null)
      .where('search_text', 'is', null)
      .limit(filesPerRound)
      .execute();
    if (files.length === 0) return;
    const known = files.flatMap(({ id, kind, filename, caption_text }) => {
      const text = kind === 'caption' ? caption_text : filename;
      return text === null ? [] : [{ id, search_text: foldCase(text) }];
    });
    await options.db.query.transaction().execute(async (transaction) => {
      for (const { id, search_text } of known) {
        await transaction.updateTable('dataset_files').set({ search_text }).where('id', '=', id).execute();
      }
    });
    const unread = files.filter(({ kind, caption_text }) => kind === 'caption' && caption_text === null);
    await readCaptionTexts(options, unread);
  }
}
