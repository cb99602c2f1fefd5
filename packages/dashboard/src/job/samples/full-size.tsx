import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';
import { fileNameOf } from '../kept-links.ts';
import { moveInGrid, type Sample, type SampleGrid, type SamplePlace } from './sample-grid.ts';
import { sampleKindOf } from './sample-kind.ts';
import { SampleMedia } from './sample-media.tsx';
import { findTile } from './sample-tile.tsx';

export interface FullSizeProps {
  readonly grid: SampleGrid;
  readonly place: SamplePlace;
  readonly onMove: (place: SamplePlace) => void;
  readonly onClose: () => void;
  readonly onFailed: () => void;
}

/** One sample over the whole window. The arrows lead along the steps and across the prompts. */
export function FullSize({ grid, place, onMove, onClose, onFailed }: FullSizeProps) {
  const sample = grid.at(place.index, place.step);
  const before = moveInGrid(grid, place, 'ArrowLeft');
  const after = moveInGrid(grid, place, 'ArrowRight');
  usePreloaded(grid, [before, after]);
  // Back to the sample that was looked at last, or where it is not shown, to the one that was opened.
  const [opened] = useState(place);
  const focusTile = (event: Event) => {
    event.preventDefault();
    (findTile(place) ?? findTile(opened))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLMediaElement) return;
    const next = moveInGrid(grid, place, event.key);
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/95" />
        <Dialog.Content
          onKeyDown={onKeyDown}
          onOpenAutoFocus={focusItself}
          onCloseAutoFocus={focusTile}
          data-theme="dark"
          className="fixed inset-0 z-40 flex flex-col text-white outline-none"
        >
          <header className="flex items-start gap-3 p-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="font-semibold">Step {place.step.toLocaleString('en')}</Dialog.Title>
              <Dialog.Description className="mt-0.5 line-clamp-3 max-w-4xl wrap-anywhere text-white/75">
                {sample?.prompt ?? 'This sample is gone.'}
              </Dialog.Description>
            </div>
            {sample !== null && (
              <a
                href={sample.path}
                download={fileNameOf(sample.path)}
                aria-label="Download this sample"
                className="inline-flex size-8 items-center justify-center rounded-md text-white/80 hover:bg-white/15 hover:text-white"
              >
                <Download className="size-4" aria-hidden />
              </a>
            )}
            <Dialog.Close asChild>
              <IconButton label="Close" className={lightClass}>
                <X aria-hidden />
              </IconButton>
            </Dialog.Close>
          </header>
          <div className="flex min-h-0 flex-1 items-center gap-2 px-2 pb-4">
            <Arrow to={before} label="Earlier step" onMove={onMove} />
            <div className="flex h-full min-w-0 flex-1 items-center justify-center">
              {sample !== null && (
                <SampleMedia
                  key={sample.path}
                  sample={sample}
                  large
                  onFailed={onFailed}
                  className="h-full w-full bg-transparent!"
                />
              )}
            </div>
            <Arrow to={after} label="Later step" onMove={onMove} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The arrows work at once, and no button shows its tooltip. */
function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

const lightClass = 'text-white/80 hover:bg-white/15 hover:text-white';

function Arrow({
  to,
  label,
  onMove,
}: {
  readonly to: SamplePlace | null;
  readonly label: string;
  readonly onMove: (place: SamplePlace) => void;
}) {
  return (
    <IconButton
      label={label}
      aria-disabled={to === null}
      onClick={() => to !== null && onMove(to)}
      className={`${lightClass} aria-disabled:opacity-30`}
    >
      {label === 'Later step' ? <ChevronRight aria-hidden /> : <ChevronLeft aria-hidden />}
    </IconButton>
  );
}

function picturePath(sample: Sample | null): string | null {
  return sample !== null && sampleKindOf(fileNameOf(sample.path)) === 'image' ? sample.path : null;
}

/** Loads the neighbours, so that stepping through shows no gap. */
function usePreloaded(grid: SampleGrid, places: readonly (SamplePlace | null)[]): void {
  const paths = places.map((place) =>
    place === null ? null : picturePath(grid.at(place.index, place.step)),
  );
  const [first = null, second = null] = paths;
  useEffect(() => {
    for (const path of [first, second]) if (path !== null) new Image().src = path;
  }, [first, second]);
}
