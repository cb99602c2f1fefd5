const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long to wait after each failed attempt; together about a day. */
const delaysMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  1 * hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
  8 * hourMs,
] as const;

/**
 * When to try again after so many failed attempts; null where it is given up. Spread by a tenth, so that what
 * failed together does not come back together.
 */
export function nextAttemptAt(nowMs: number, failedAttempts: number): number | null {
  const delayMs = delaysMs[failedAttempts - 1];
  return delayMs === undefined ? null : Math.round(nowMs + delayMs * (0.9 + 0.2 * Math.random()));
}
