import type { DatasetOptions } from '../datasets/dataset-options.ts';
import { foldCase } from '../datasets/fold-case.ts';
import { storedCaption, storedCaptionLength } from '../media/stored-caption.ts';
import { parseObjectKey } from '../storage/object-key.ts';
import { ObjectMissingError, type ObjectStore } from '../storage/object-store.ts';

/** A caption whose text is not in its row: it was not looked into yet, or was before texts were kept. */
export interface UnreadCaption {
  readonly id: string;
  readonly object_key: string;
  readonly size_bytes: number;
}

/** A character of UTF-8 has at most four bytes. */
const maxBytes = storedCaptionLength * 4;
const readers = 8;

/** Reads the texts of captions from the store, writes them into their rows, and returns them by id. */
export async function readCaptionTexts(
  { db, store }: Pick<DatasetOptions, 'db' | 'store'>,
  captions: readonly UnreadCaption[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const waiting = [...captions];
  const read = async () => {
    for (let caption = waiting.pop(); caption !== undefined; caption = waiting.pop()) {
      const text = await readText(store, caption);
      texts.set(caption.id, text);
      await db.query
        .updateTable('dataset_files')
        .set({ caption_text: text, search_text: foldCase(text) })
        .where('id', '=', caption.id)
        .where('caption_text', 'is', null)
        .execute();
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return texts;
}

/** Bytes that are no text are shown as such; they make the dataset FAILED elsewhere. */
async function readText(store: ObjectStore, { object_key, size_bytes }: UnreadCaption): Promise<string> {
  if (size_bytes === 0) return '';
  const end = Math.min(size_bytes, maxBytes) - 1;
  try {
    const pieces: Buffer[] = [];
    for await (const piece of await store.read(parseObjectKey(object_key), { start: 0, end })) {
      pieces.push(piece as Buffer);
    }
    return storedCaption(new TextDecoder().decode(Buffer.concat(pieces)));
  } catch (error) {
    if (error instanceof ObjectMissingError) return '';
    throw error;
  }
}
