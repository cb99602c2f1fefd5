import { clsx } from 'clsx';
import { type DragEvent, type ReactNode, useState } from 'react';
import { showFailure } from '../../ui/toasts.tsx';
import { type ChosenFile, filesOfDrop } from './chosen-file.ts';

export interface DropZoneProps {
  readonly onDropped: (files: readonly ChosenFile[]) => void;
  readonly children: ReactNode;
}

/** A part of the page onto which files and folders can be dropped; it says so while they are held over it. */
export function DropZone({ onDropped, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  const drop = async (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(false);
    try {
      onDropped(await filesOfDrop(event.dataTransfer));
    } catch (error) {
      showFailure('The files could not be read.', error);
    }
  };
  return (
    <section
      aria-label="Files can be dropped here"
      className={clsx(
        'relative rounded-xl',
        isOver && 'outline-2 outline-offset-4 outline-accent outline-dashed',
      )}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => void drop(event)}
    >
      {children}
      {isOver && (
        <div className="pointer-events-none sticky bottom-6 mx-auto w-max rounded-full bg-accent px-4 py-2 font-medium text-on-accent shadow-float">
          Drop files or folders to add them
        </div>
      )}
    </section>
  );
}
