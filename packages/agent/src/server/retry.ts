import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from './failure.ts';

const firstDelayMs = 200;
/** A server that is back hears within this time what happened while it was away; no lease is shorter. */
const longestDelayMs = 2_000;

/** How long to wait after the `failures`-th failure in a row (from 1): doubling, with jitter from `random` in [0, 1). */
export function retryDelayMs(failures: number, random: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(ceiling * (0.5 + random / 2));
}

/** How long and how to keep trying. */
export interface RetryPolicy {
  giveUpAfterMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `attempt` until it returns. Only an UnavailableError is tried again, until `giveUpAfterMs` have
 * passed since the first attempt; every other error, and the abort of `signal`, ends it at once.
 */
export async function keepTrying<Result>(
  attempt: () => Promise<Result>,
  policy: RetryPolicy,
): Promise<Result> {
  const startedAt = performance.now();
  for (let failures = 1; ; failures += 1) {
    policy.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      const delayMs = retryDelayMs(failures, Math.random());
      if (performance.now() - startedAt + delayMs > policy.giveUpAfterMs) throw error;
      await sleep(delayMs, undefined, { signal: policy.signal });
    }
  }
}
