/** Wakes those who wait for something to happen to a job, within this process. */
export interface JobSignals {
  /** Says that rows of the job were committed. */
  changed(jobId: string): void;
  /**
   * Resolves at the next change of the job, when `signal` aborts, or after `timeoutMs`, whichever is first.
   * Another server process may have written as well: look again after the time is over.
   */
  wait(jobId: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
}

/** Signals that live in the memory of this process; nothing is kept for a job that nobody waits for. */
export function createJobSignals(): JobSignals {
  const waiting = new Map<string, Set<() => void>>();

  return {
    changed(jobId) {
      for (const wake of [...(waiting.get(jobId) ?? [])]) wake();
    },
    wait(jobId, timeoutMs, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wakers = waiting.get(jobId) ?? new Set();
        waiting.set(jobId, wakers);
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', wake);
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(jobId) === wakers) waiting.delete(jobId);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        signal?.addEventListener('abort', wake);
        wakers.add(wake);
      });
    },
  };
}
