/** Captions that were typed and are not saved yet; they live through a reload and through signing in again. */
export interface CaptionDrafts {
  read(datasetId: string, filename: string): string | null;
  keep(datasetId: string, filename: string, text: string): void;
  forget(datasetId: string, filename: string): void;
}

/** Drafts in a storage such as `sessionStorage`; where it is full or forbidden, drafts only live in the page. */
export function createCaptionDrafts(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): CaptionDrafts {
  const keyOf = (datasetId: string, filename: string) => `caption ${datasetId} ${filename}`;
  return {
    read: (datasetId, filename) => storage.getItem(keyOf(datasetId, filename)),
    keep(datasetId, filename, text) {
      try {
        storage.setItem(keyOf(datasetId, filename), text);
      } catch {
        // The text is still in its box.
      }
    },
    forget: (datasetId, filename) => storage.removeItem(keyOf(datasetId, filename)),
  };
}
