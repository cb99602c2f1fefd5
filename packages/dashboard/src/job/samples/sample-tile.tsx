import { clsx } from 'clsx';
import type { Sample, SampleGrid, SamplePlace } from './sample-grid.ts';
import { SampleMedia } from './sample-media.tsx';

/** What each way of showing samples is given. */
export interface SampleViewProps {
  readonly grid: SampleGrid;
  /** Opens a sample in full size. */
  readonly onOpen: (place: SamplePlace) => void;
  readonly onFailed: () => void;
}

export interface SampleTileProps {
  /** Null where none was made. */
  readonly sample: Sample | null;
  readonly className?: string;
  readonly onOpen: (place: SamplePlace) => void;
  readonly onFailed: () => void;
}

/** The tile of a place on the page; null where it is not shown. */
export function findTile(place: SamplePlace): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-place="${nameOf(place)}"]`);
}

function nameOf({ index, step }: SamplePlace): string {
  return `${index} ${step}`;
}

/** A sample as a square that opens it in full size. */
export function SampleTile({ sample, className, onOpen, onFailed }: SampleTileProps) {
  if (sample === null) {
    return (
      <span
        className={clsx(
          'flex aspect-square items-center justify-center rounded-lg border border-dashed border-line text-xs text-faint',
          className,
        )}
      >
        None
      </span>
    );
  }
  return (
    <button
      type="button"
      data-place={nameOf(sample)}
      onClick={() => onOpen({ index: sample.index, step: sample.step })}
      className={clsx('block overflow-hidden rounded-lg border border-line hover:border-accent', className)}
    >
      <SampleMedia sample={sample} onFailed={onFailed} className="aspect-square w-full" />
    </button>
  );
}
