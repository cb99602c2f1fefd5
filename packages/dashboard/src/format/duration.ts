const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its two largest units: `2 h 05 min`, `40 s`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < minuteMs) return `${Math.round(ms / 1000)} s`;
  if (ms < hourMs) return pair(ms, minuteMs, 'min', 1000, 's');
  if (ms < dayMs) return pair(ms, hourMs, 'h', minuteMs, 'min');
  return pair(ms, dayMs, 'd', hourMs, 'h');
}

/** A length of time for an estimate, in one unit: `under a minute`, `42 min`, `3 h`. */
export function formatRoughDuration(durationMs: number): string {
  return durationMs < minuteMs ? 'under a minute' : roundAge(durationMs);
}

/** How long ago a time was, or how far ahead: `just now`, `5 min ago`, `in 3 h`. */
export function formatAge(atMs: number, nowMs: number): string {
  const awayMs = Math.abs(nowMs - atMs);
  if (awayMs < 45_000) return 'just now';
  const amount = roundAge(awayMs);
  return atMs > nowMs ? `in ${amount}` : `${amount} ago`;
}

function pair(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const whole = Math.floor(ms / largeMs);
  const rest = Math.floor((ms % largeMs) / smallMs);
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${String(rest).padStart(2, '0')} ${small}`;
}

function roundAge(ms: number): string {
  if (ms < hourMs - minuteMs / 2) return `${Math.max(1, Math.round(ms / minuteMs))} min`;
  if (ms < dayMs - hourMs / 2) return `${Math.max(1, Math.round(ms / hourMs))} h`;
  const days = Math.round(ms / dayMs);
  return days === 1 ? '1 day' : `${days} days`;
}
