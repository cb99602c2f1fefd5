/** The GPUs that a job is to train on. */
export interface GpuWish {
  /** Null where none was chosen yet. */
  readonly gpuType: string | null;
  readonly gpuCount: number;
  /** A certain one, such as `#1`; null for any of the type. */
  readonly gpuId: string | null;
}

/** A config that is being written, with what goes along with it. */
export interface Draft extends GpuWish {
  readonly text: string;
}

/** Where drafts are kept: the browser's storage for one tab. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const prefix = 'trainyard-draft:';

/** The draft of `key`, or null where there is none that can be read. */
export function loadDraft(storage: DraftStorage, key: string): Draft | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(`${prefix}${key}`) ?? 'null');
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

/** Keeps a draft over a reload and an expired session; null forgets it. */
export function saveDraft(storage: DraftStorage, key: string, draft: Draft | null): void {
  try {
    if (draft === null) storage.removeItem(`${prefix}${key}`);
    else storage.setItem(`${prefix}${key}`, JSON.stringify(draft));
  } catch {
    // A browser without storage: the draft lives as long as the page.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, gpuType, gpuCount, gpuId } = value as Partial<Record<keyof Draft, unknown>>;
  return (
    typeof text === 'string' &&
    (gpuType === null || typeof gpuType === 'string') &&
    typeof gpuCount === 'number' &&
    (gpuId === null || typeof gpuId === 'string')
  );
}
