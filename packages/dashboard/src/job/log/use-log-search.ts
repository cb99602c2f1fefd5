import { useEffect, useState } from 'react';
import { plainText } from './ansi.ts';
import { hasMatch } from './mark-matches.ts';
import type { OpenLog } from './use-log.ts';

const restMs = 250;

/** More are of no use to anybody. */
export const mostMatches = 10_000;

/** The lines of a log that have a text. */
export interface LogSearch {
  /** Their numbers, in order. */
  readonly lines: readonly number[];
  readonly isSearching: boolean;
}

const nothing: readonly number[] = [];

/** Searches the whole log, some time after the last key and again when lines came. */
export function useLogSearch({ store }: Pick<OpenLog, 'store'>, wanted: string): LogSearch {
  const [found, setFound] = useState({ wanted: '', lines: nothing });
  const count = store.lineCount();
  // biome-ignore lint/correctness/useExhaustiveDependencies: New lines are searched too.
  useEffect(() => {
    if (wanted === '') return;
    const abort = new AbortController();
    const search = async () => {
      const fits = (line: string) => hasMatch(plainText(line), wanted);
      const lines = await store.find(fits, mostMatches, abort.signal);
      if (!abort.signal.aborted) setFound({ wanted, lines });
    };
    // A search that was given up, or could not read a part, leaves what was found before.
    const timer = setTimeout(() => void search().catch(() => undefined), restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [store, wanted, count]);
  if (wanted === '') return { lines: nothing, isSearching: false };
  const isCurrent = found.wanted === wanted;
  return { lines: isCurrent ? found.lines : nothing, isSearching: !isCurrent };
}
