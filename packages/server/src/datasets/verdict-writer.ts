import type { CheckedFile } from './record-verdicts.ts';

/** Gathers verdicts, so that thousands of small files do not cost a transaction each. */
export interface VerdictWriter {
  /** Resolves when the verdict is recorded; rejects where that failed. */
  add(file: CheckedFile): Promise<void>;
  /** Records what has been gathered now, because nothing more is about to come. */
  flush(): void;
}

const filesPerWrite = 100;
const gatherMs = 50;

/** Makes a writer over the function that records a batch. */
export function createVerdictWriter(record: (batch: readonly CheckedFile[]) => Promise<void>): VerdictWriter {
  let gathered: (CheckedFile & { readonly settle: (error?: unknown) => void })[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length === 0) return;
    const batch = gathered;
    gathered = [];
    const settleAll = (error?: unknown) => {
      for (const { settle } of batch) settle(error);
    };
    record(batch).then(() => settleAll(), settleAll);
  };

  return {
    add: (file) =>
      new Promise((resolve, reject) => {
        gathered.push({ ...file, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        if (gathered.length >= filesPerWrite) flush();
        else timer ??= setTimeout(flush, gatherMs);
      }),
    flush,
  };
}
