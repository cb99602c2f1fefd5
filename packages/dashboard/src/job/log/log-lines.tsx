import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { LogLine } from './log-line.tsx';
import type { OpenLog } from './use-log.ts';

const lineHeightPx = 20;
const overscan = 30;
const nearEndPx = 30;

export interface LogLinesProps {
  readonly log: OpenLog;
  readonly wanted: string;
  /** A line to go to; a new object goes there again. */
  readonly target: { readonly line: number } | null;
  /** True where the newest lines are to be kept in view. */
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
}

/** The lines of a log, of which only those in view are in the page. */
export function LogLines({ log, wanted, target, isFollowing, onFollow }: LogLinesProps) {
  const { store, version } = log;
  const box = useRef<HTMLElement>(null);
  const count = store.lineCount();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeightPx,
    overscan,
  });
  const rows = virtual.getVirtualItems();
  useMissingLines(log, rows[0]?.index ?? 0, rows.at(-1)?.index ?? -1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: Each change of the log is followed.
  useEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [isFollowing, count, version]);
  useEffect(() => {
    if (target !== null) virtual.scrollToIndex(target.line, { align: 'center' });
  }, [target, virtual]);

  // Only a person scrolls up; lines that are appended move nothing.
  const lastTop = useRef(0);
  const onScroll = () => {
    const place = box.current;
    if (place === null) return;
    const isUp = place.scrollTop < lastTop.current;
    const isAtEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - nearEndPx;
    lastTop.current = place.scrollTop;
    if (isUp && !isAtEnd && isFollowing) onFollow(false);
    if (isAtEnd && !isUp && !isFollowing && !log.store.isComplete()) onFollow(true);
  };

  return (
    <section
      ref={box}
      aria-label="Lines of the log"
      data-lines={count}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={onScroll}
      className="max-h-[65dvh] overflow-auto overscroll-contain py-2 font-mono text-xs leading-5"
    >
      <div className="relative w-max min-w-full" style={{ height: virtual.getTotalSize() }}>
        <div
          className="absolute top-0 left-0 min-w-full"
          style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}
        >
          {rows.map(({ index }) => (
            <LogLine
              key={index}
              number={index}
              text={store.line(index)}
              wanted={wanted}
              isChosen={target?.line === index}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

/** Has the lines in view read again where they have left the memory. */
function useMissingLines({ store, changed }: OpenLog, first: number, last: number): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      if (await store.ensure(first, last, abort.signal)) latest.current();
    };
    // Where it fails, the next look or the next scroll tries again.
    void read().catch(() => undefined);
    return () => abort.abort();
  }, [store, first, last]);
}
