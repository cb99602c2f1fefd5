import { useVirtualizer } from '@tanstack/react-virtual';
import { ImageOff, SearchX } from 'lucide-react';
import {
  type Dispatch,
  type RefObject,
  type SetStateAction,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { choose, type Selection } from '../../ui/selection.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ItemCard } from './item-card.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { type ItemFilter, useItems } from './items-query.ts';

const captionHeightPx = 116;
const gapPx = 12;
/** How many items further than the one that is shown large are there before they are asked for. */
const dialogAhead = 10;

export interface GalleryProps {
  readonly datasetId: string;
  readonly filter: ItemFilter;
  /** Width of a picture in pixels. */
  readonly sizePx: number;
  readonly selection: Selection;
  readonly onSelection: Dispatch<SetStateAction<Selection>>;
}

/** Items as a grid of which only the rows in sight are in the page, however many there are. */
export function Gallery({ datasetId, filter, sizePx, selection, onSelection }: GalleryProps) {
  const items = useItems(datasetId, filter);
  const box = useRef<HTMLDivElement>(null);
  const columns = useColumns(box, sizePx);
  const [open, setOpen] = useState<number | null>(null);
  const all = useMemo(() => items.data?.pages.flatMap((page) => page.items) ?? [], [items.data]);
  const order = useMemo(() => all.map(({ filename }) => filename), [all]);
  // What is not loaded yet has its place already, so that the scroll bar tells the truth and reaches the end.
  const total = items.hasNextPage
    ? Math.max(items.data?.pages[0]?.totals?.matching ?? 0, all.length + 1)
    : all.length;
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => box.current,
    estimateSize: () => sizePx + captionHeightPx + gapPx,
    overscan: 2,
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const wanted = Math.max((lastShown + 3) * columns, (open ?? 0) + dialogAhead);
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = items;
  useEffect(() => {
    if (wanted < order.length || !hasNextPage || isFetching || isFetchNextPageError) return;
    void fetchNextPage();
  }, [wanted, order.length, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const chooseItem = useCallback(
    (filename: string, isRange: boolean) =>
      onSelection((current) => choose(current, filename, order, isRange)),
    [onSelection, order],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are to be measured anew
  useEffect(() => rows.measure(), [sizePx]);

  const isEmpty = items.data !== undefined && all.length === 0;
  return (
    <>
      {items.isError && items.data === undefined && (
        <ErrorState
          title="The pictures could not be loaded."
          error={items.error}
          onRetry={() => void items.refetch()}
        />
      )}
      {isEmpty && <NothingHere filter={filter} />}
      <section
        ref={box}
        aria-label="Gallery"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        hidden={isEmpty}
        className="h-[calc(100dvh-17rem)] min-h-96 overflow-y-auto rounded-lg p-0.5"
      >
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {shown.map(({ index: row, start }) => (
            <div
              key={row}
              className="absolute inset-x-0 grid"
              style={{
                transform: `translateY(${start}px)`,
                gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                gap: gapPx,
              }}
            >
              {Array.from({ length: columns }, (_, column) => row * columns + column).map((index) => {
                const item = all[index];
                if (item === undefined) {
                  return index >= total ? null : (
                    <div key={index} style={{ height: sizePx + captionHeightPx }}>
                      <Skeleton className="h-full rounded-lg" />
                    </div>
                  );
                }
                return (
                  <ItemCard
                    key={item.filename}
                    datasetId={datasetId}
                    item={item}
                    sizePx={sizePx}
                    isChosen={selection.chosen.has(item.filename)}
                    index={index}
                    onChoose={chooseItem}
                    onOpen={setOpen}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </section>
      {isFetchNextPageError && (
        <p role="alert" className="mt-2 flex items-center gap-3 text-danger">
          The next pictures could not be loaded.
          <Button size="sm" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </p>
      )}
      <ItemDialog datasetId={datasetId} items={all} index={open} onIndex={setOpen} />
    </>
  );
}

function NothingHere({ filter: { filter, search } }: { readonly filter: ItemFilter }) {
  if (filter === 'uncaptioned' && search === '') {
    return (
      <EmptyState icon={SearchX} title="Every item has a caption">
        Nothing is missing here.
      </EmptyState>
    );
  }
  if (filter !== 'all' || search !== '') {
    return (
      <EmptyState icon={SearchX} title="Nothing matches">
        Look for something else, or show all items.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={ImageOff} title="No pictures yet">
      Drop a folder with pictures or videos anywhere here. A text file of the same name is the caption:{' '}
      <code>cat.jpg</code> and <code>cat.txt</code>.
    </EmptyState>
  );
}

/** How many pictures of a width fit beside each other. */
function useColumns(box: RefObject<HTMLElement | null>, sizePx: number): number {
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return Math.max(1, Math.floor((widthPx + gapPx) / (sizePx + gapPx)));
}
