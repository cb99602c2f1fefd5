/** The means of stopping a trainer, in the order in which they are used. */
export type StopMeans = 'command' | 'SIGINT' | 'SIGTERM' | 'SIGKILL';

/**
 * When each is due, in graces since the stop was asked for. The command has the whole grace, so that a
 * checkpoint can be written; signals are for a trainer that does not listen, and follow quickly.
 */
const due: readonly { means: StopMeans; graces: number }[] = [
  { means: 'command', graces: 0 },
  { means: 'SIGINT', graces: 1 },
  { means: 'SIGTERM', graces: 1.25 },
  { means: 'SIGKILL', graces: 1.5 },
];

/** What to do next for a stop asked for `sinceMs` ago, and how long to wait first; null after the last means. */
export function nextStopStep(
  used: readonly StopMeans[],
  sinceMs: number,
  graceMs: number,
): { means: StopMeans; waitMs: number } | null {
  const next = due[used.length];
  if (next === undefined) return null;
  return { means: next.means, waitMs: Math.max(0, next.graces * graceMs - sinceMs) };
}
