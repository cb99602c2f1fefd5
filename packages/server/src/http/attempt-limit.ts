import type { Clock } from '../clock.ts';

/** Bounds how often something may fail for one address within a while. */
export interface AttemptLimit {
  /** Counts a failure of the address. Returns for how long it has had too many of them; 0 where it has not. */
  failed(address: string): number;
}

/** An address is forgotten before more than so many are remembered. */
const mostAddresses = 10_000;

/** Counts in the memory of this process: `most` failures in `windowMs` are fine, and more are too many until that time is over. */
export function createAttemptLimit({
  clock,
  most,
  windowMs,
}: {
  readonly clock: Clock;
  readonly most: number;
  readonly windowMs: number;
}): AttemptLimit {
  const failures = new Map<string, { count: number; readonly until: number }>();
  const current = (address: string) => {
    const found = failures.get(address);
    if (found === undefined || found.until > clock.now()) return found;
    failures.delete(address);
    return undefined;
  };
  return {
    failed(address) {
      const found = current(address);
      if (found !== undefined) {
        if (found.count >= most) return found.until - clock.now();
        found.count += 1;
        return 0;
      }
      const oldest = failures.size >= mostAddresses ? failures.keys().next().value : undefined;
      if (oldest !== undefined) failures.delete(oldest);
      failures.set(address, { count: 1, until: clock.now() + windowMs });
      return 0;
    },
  };
}
