import { ChevronLeft, ChevronRight, Download, Trash2, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
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
  /** Settles once the sample is gone; rejects where it stays. */
  readonly onDelete: (place: SamplePlace) => Promise<void>;
}

/**
 * One sample over the whole window. The arrows lead along the steps and across the prompts, Delete asks whether to
 * delete it.
 */
export function FullSize({ grid, place, onMove, onClose, onFailed, onDelete }: FullSizeProps) {
  const sample = grid.at(place.index, place.step);
  const before = moveInGrid(grid, place, 'ArrowLeft');
  const after = moveInGrid(grid, place, 'ArrowRight');
  const [asking, setAsking] = useState<'no' | 'asked' | 'busy'>('no');
  usePreloaded(grid, [before, after]);
  // Back to the sample that was looked at last, or where it is not shown, to the one that was opened.
  const [opened] = useState(place);
  const focusTile = (event: Event) => {
    event.preventDefault();
    (findTile(place) ?? findTile(opened))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLMediaElement) return;
    if (sample !== null && (event.key === 'Delete' || event.key === 'Backspace')) {
      event.preventDefault();
      setAsking('asked');
      return;
    }
    const next = moveInGrid(grid, place, event.key);
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };
  const remove = async () => {
    const next = neighbour(grid, place);
    setAsking('busy');
    const isGone = await onDelete(place).then(
      () => true,
      () => false,
    );
    setAsking('no');
    if (!isGone) return;
    if (next === null) onClose();
    else onMove(next);
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
            {sample !== null && (
              <IconButton
                label="Delete this sample"
                className={lightClass}
                onClick={() => setAsking('asked')}
              >
                <Trash2 aria-hidden />
              </IconButton>
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
      {/* Beside the content, so that its keys do not move what lies behind it. */}
      <ConfirmDialog
        open={asking !== 'no'}
        onOpenChange={() => setAsking('no')}
        title="Delete this sample?"
        confirmLabel="Delete sample"
        danger
        busy={asking === 'busy'}
        onConfirm={() => void remove()}
      >
        {sample?.prompt} at step {place.step.toLocaleString('en')}. This cannot be undone.
      </ConfirmDialog>
    </Dialog.Root>
  );
}

/** What is shown once the sample of a place is gone: its nearest neighbour; null where it was the last. */
function neighbour(grid: SampleGrid, place: SamplePlace): SamplePlace | null {
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
    const next = moveInGrid(grid, place, key);
    if (next !== null) return next;
  }
  return null;
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
