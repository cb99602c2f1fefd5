import { clsx } from 'clsx';
import { Play } from 'lucide-react';
import { memo } from 'react';
import { CaptionBox } from '../captions/caption-box.tsx';
import { useCaption } from '../captions/use-caption.ts';
import { ItemPicture } from './item-picture.tsx';
import type { Item } from './items-query.ts';

export interface ItemCardProps {
  readonly datasetId: string;
  readonly item: Item;
  readonly sizePx: number;
  readonly isChosen: boolean;
  /** Where it stands in the gallery. */
  readonly index: number;
  /** `isRange` where the shift key was held. */
  readonly onChoose: (filename: string, isRange: boolean) => void;
  readonly onOpen: (index: number) => void;
}

/** A picture or video with its caption under it; those in sight are not drawn anew for every row scrolled. */
export const ItemCard = memo(function ItemCard(props: ItemCardProps) {
  const { datasetId, item, sizePx, isChosen, index } = props;
  const caption = useCaption(datasetId, item);
  const onChoose = (isRange: boolean) => props.onChoose(item.filename, isRange);
  return (
    <article
      className={clsx(
        'group overflow-hidden rounded-lg border bg-surface',
        isChosen ? 'border-accent ring-1 ring-accent' : 'border-line',
      )}
    >
      <div className="relative bg-sunken" style={{ height: sizePx }}>
        <button
          type="button"
          className="block size-full"
          aria-label={`Open ${item.filename}`}
          onClick={(event) => {
            if (event.shiftKey || event.ctrlKey || event.metaKey) onChoose(event.shiftKey);
            else props.onOpen(index);
          }}
        >
          <ItemPicture item={item} />
        </button>
        {item.kind === 'video' && (
          <span className="pointer-events-none absolute right-2 bottom-2 flex items-center gap-1 rounded bg-black/65 px-1.5 py-0.5 text-xs text-white">
            <Play className="size-3" aria-hidden />
            {item.duration_seconds === null ? 'Video' : `${item.duration_seconds.toFixed(1)} s`}
          </span>
        )}
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Choose ${item.filename}`}
          onChange={(event) => onChoose((event.nativeEvent as MouseEvent).shiftKey)}
          className={clsx(
            'absolute top-2 left-2 size-4.5 accent-accent',
            !isChosen &&
              'opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100',
          )}
        />
      </div>
      <p className="truncate px-2 pt-1.5 text-xs text-faint" title={item.filename}>
        {item.filename}
        {item.width !== null && ` · ${item.width} × ${item.height}`}
      </p>
      <CaptionBox of={item.filename} caption={caption} className="h-22" />
    </article>
  );
});
