import { reclaim } from './reclaim.ts';

/** Runs `reclaim` in the background. */
export interface Reclaimer {
  /** There may be something to reclaim. Never throws. */
  notify(): void;
  /** Stops; resolves when a sweep that was under way is through. */
  close(): Promise<void>;
}

/** Sweeps now, every `everyMs`, and soon after each `notify`; never twice at a time. */
export function createReclaimer(
  options: Parameters<typeof reclaim>[0] & {
    readonly everyMs: number;
    /** How long after a `notify` the sweep begins, so that many deletions make one. */
    readonly delayMs: number;
  },
): Reclaimer {
  let sweeping: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(sweep, delayMs).unref();
  };

  const sweep = () => {
    if (sweeping !== null) {
      again = true;
      return;
    }
    again = false;
    sweeping = reclaim(options)
      .then(() => {})
      .catch((error: unknown) => options.logger.warn({ err: error }, 'storage could not be reclaimed'))
      .finally(() => {
        sweeping = null;
        schedule(again ? options.delayMs : options.everyMs);
      });
  };

  sweep();

  return {
    notify: () => {
      if (sweeping !== null) again = true;
      else schedule(options.delayMs);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
