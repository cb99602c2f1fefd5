import { AsyncResource } from 'node:async_hooks';

/** Work that repeats: at intervals, and at once when it is woken; never twice at the same time. */
export interface Repeating {
  /** Has it run as soon as possible, and once more if it runs at this moment. */
  wake(): void;
  /** No run begins any more; resolves when the last one is over. */
  stop(): Promise<void>;
}

/**
 * Begins at once. `work` returns after how many milliseconds it wants to run again. What it throws goes to
 * `onError`, and it runs again after `retryMs`.
 */
export function repeat(options: {
  readonly work: () => Promise<number>;
  readonly onError: (error: unknown) => void;
  readonly retryMs: number;
}): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isStopped = false;

  const run = async () => {
    do {
      isWoken = false;
      let waitMs = options.retryMs;
      try {
        waitMs = await options.work();
      } catch (error) {
        options.onError(error);
      }
      timer = isStopped || isWoken ? undefined : setTimeout(begin, waitMs);
    } while (isWoken && !isStopped);
    running = null;
  };
  // As part of what it was made in, not of what wakes it: a sweep must not lend it its patience.
  const begin = AsyncResource.bind(() => {
    clearTimeout(timer);
    running = run();
  });
  begin();

  return {
    wake() {
      isWoken = true;
      if (running === null && !isStopped) begin();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
