import { ChevronLeft, ChevronRight } from 'lucide-react';
import { formatBytes } from '../../format/bytes.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { CaptionBox } from '../captions/caption-box.tsx';
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
        if (target instanceof HTMLTextAreaElement || target instanceof HTMLVideoElement) return;
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
      <div className="grid gap-5 md:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="flex max-h-[65dvh] items-center justify-center rounded-lg bg-sunken">
          {item.kind === 'video' ? (
            <VideoPlayer key={item.filename} item={item} />
          ) : (
            <img
              key={item.filename}
              src={item.file_url}
              alt={item.caption?.text || item.filename}
              className="max-h-[65dvh] max-w-full object-contain"
            />
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <CaptionBox key={item.filename} datasetId={datasetId} item={item} className="h-40" />
          <KeyValue rows={factsOf(item)} />
        </div>
      </div>
    </Dialog>
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
