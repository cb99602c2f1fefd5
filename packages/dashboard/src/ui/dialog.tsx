import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { useReturnFocus } from './use-return-focus.ts';

/** What lies between a dialog and the page. */
export const overlayClass = 'fixed inset-0 z-40 animate-appear bg-black/45 backdrop-blur-[1px]';

/** The box of a dialog, in the middle of the window. */
export const dialogBoxClass = clsx(
  'fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2',
  '-translate-y-1/2 animate-appear flex-col rounded-xl border border-line bg-raised shadow-float',
);

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What it is about, under the title. */
  readonly description?: ReactNode;
  /** Called for keys pressed anywhere in it. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly width?: 'md' | 'lg' | 'xl';
  /** Buttons at its foot, the one that goes on last. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

const widths = { md: 'max-w-md', lg: 'max-w-2xl', xl: 'max-w-5xl' } as const;

/** A box over the page that keeps the keyboard until it is closed. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, width = 'md', footer, onKeyDown, children } = props;
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content
          {...returnFocus}
          className={clsx(dialogBoxClass, widths[width])}
          {...(onKeyDown === undefined ? {} : { onKeyDown })}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>
              )}
            </div>
            {/* No tooltip: it would take the Escape that is to close the dialog. */}
            <Radix.Close
              aria-label="Close"
              className="-mr-2 inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <X className="size-4" aria-hidden />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
