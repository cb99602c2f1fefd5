import { useRef } from 'react';

/** What a dialog's content takes, so that the keyboard goes on where it was before the dialog. */
export interface ReturnFocus {
  readonly onOpenAutoFocus: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/**
 * Remembers what had the focus when a dialog opened, and gives it back when it closes. An item of a menu is gone
 * by then; the button that opened the menu stands in for it.
 */
export function useReturnFocus(): ReturnFocus {
  const origin = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      const { activeElement } = document;
      const menuButton = activeElement?.closest('[role=menu]')?.getAttribute('aria-labelledby');
      const element = menuButton ? document.getElementById(menuButton) : activeElement;
      origin.current = element instanceof HTMLElement ? element : null;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      origin.current?.focus();
    },
  };
}
