import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatBytes } from '../../format/bytes.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { useBoxEditing } from '../boxes/use-box-editing.tsx';
import { CaptionBox } from '../captions/caption-box.tsx';
import { useCaption } from '../captions/use-caption.ts';
import { VideoPlayer } from './item-video.tsx';
import type { Item } from './items-query.ts';

export interface ItemDialogProps {
  readonly datasetId: string;
  readonly items: readonly Item[];
  /** Which of them is shown; null while closed. */
  readonly index: number | null;
  readonly onIndex: (index: number | null) => void;
}

/** One item as large as the window allows, with its facts and its caption; the arrow keys go to the next. */
export function ItemDialog({ datasetId, items, index, onIndex }: ItemDialogProps) {
  const item = index === null ? undefined : items[index];
  if (index === null || item === undefined) return null;
  const go = (by: number) => {
    if (items[index + by] !== undefined) onIndex(index + by);
  };
  return (
    <Dialog
      open
      width="xl"
      title={item.filename}
      onKeyDown={({ key, target }) => {
        if (target instanceof Element && target.matches('textarea, input, video')) return;
        if (key === 'ArrowLeft') go(-1);
        if (key === 'ArrowRight') go(1);
      }}
      onOpenChange={(open) => {
        if (!open) onIndex(null);
      }}
      footer={
        <>
          <IconButton label="Previous" disabled={index === 0} onClick={() => go(-1)}>
            <ChevronLeft aria-hidden />
          </IconButton>
          <IconButton label="Next" disabled={index === items.length - 1} onClick={() => go(1)}>
            <ChevronRight aria-hidden />
          </IconButton>
          <a className={buttonClass()} href={item.file_url} download={item.filename}>
            Download
          </a>
        </>
      }
    >
      <ItemView key={item.filename} datasetId={datasetId} item={item} />
    </Dialog>
  );
}

function ItemView({ datasetId, item }: { readonly datasetId: string; readonly item: Item }) {
  const caption = useCaption(datasetId, item);
  const boxes = useBoxEditing(caption);
  return (
    <div className="grid gap-5 md:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="flex max-h-[65dvh] items-center justify-center rounded-lg bg-sunken">
        {item.kind === 'video' ? (
          <VideoPlayer item={item} />
        ) : (
          <div className="relative">
            <img
              src={item.file_url}
              alt={item.caption?.text || item.filename}
              className="max-h-[65dvh] max-w-full object-contain"
            />
            {boxes.layer}
          </div>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <CaptionBox of={item.filename} caption={caption} className="h-40" />
        {item.kind === 'image' && boxes.panel}
        <KeyValue rows={factsOf(item)} />
      </div>
    </div>
  );
}

function factsOf(item: Item): (readonly [string, string])[] {
  return [
    ...(item.width === null ? [] : ([['Size', `${item.width} × ${item.height} px`]] as const)),
    ...(item.frames === null ? [] : ([['Frames', item.frames.toLocaleString('en')]] as const)),
    ...(item.fps === null ? [] : ([['Rate', `${Number(item.fps.toFixed(2))} frames/s`]] as const)),
    ...(item.duration_seconds === null
      ? []
      : ([['Length', `${item.duration_seconds.toFixed(1)} s`]] as const)),
    ['File', formatBytes(item.size_bytes)],
    ...(item.sha256 === null ? [] : ([['SHA-256', item.sha256]] as const)),
  ];
}
