import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { describeFailure } from '../api/failure.ts';

/** A short message at the edge of the window. */
export interface ToastMessage {
  readonly tone?: 'success' | 'danger';
  readonly title: string;
  readonly detail?: string | null;
}

interface ShownToast extends ToastMessage {
  readonly id: number;
}

const mostShown = 4;
const successMs = 4_000;
const failureMs = 12_000;

let shown: readonly ShownToast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Shows a message for a while. What must not be missed belongs into the page instead. */
export function showToast(message: ToastMessage): void {
  lastId += 1;
  setShown([...shown, { ...message, id: lastId }].slice(-mostShown));
}

/** Says that an action failed, why, and what to do. */
export function showFailure(title: string, error: unknown): void {
  const { message, advice } = describeFailure(error);
  showToast({ tone: 'danger', title, detail: [message, advice].filter((part) => part !== null).join(' ') });
}

/** Where messages appear; once in the application. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <Radix.Provider swipeDirection="right" label="Message">
      {toasts.map((toast) => (
        <Radix.Root
          key={toast.id}
          duration={toast.tone === 'danger' ? failureMs : successMs}
          onOpenChange={(open) => {
            if (!open) setShown(shown.filter(({ id }) => id !== toast.id));
          }}
          className="flex w-full animate-slide items-start gap-3 rounded-lg border border-line bg-raised p-3.5 shadow-float"
        >
          <span className={clsx('mt-0.5', toast.tone === 'danger' ? 'text-danger' : 'text-success')}>
            {toast.tone === 'danger' ? (
              <CircleAlert className="size-4" />
            ) : (
              <CircleCheck className="size-4" />
            )}
          </span>
          <div className="min-w-0 flex-1 wrap-anywhere">
            <Radix.Title className="font-medium">{toast.title}</Radix.Title>
            {toast.detail && (
              <Radix.Description className="mt-0.5 text-muted">{toast.detail}</Radix.Description>
            )}
          </div>
          <Radix.Close aria-label="Close" className="rounded-md p-0.5 text-faint hover:text-ink">
            <X className="size-4" aria-hidden />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-50 flex w-full max-w-sm flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  );
}

function setShown(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
