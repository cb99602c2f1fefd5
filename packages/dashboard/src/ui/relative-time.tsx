import { formatAge } from '../format/duration.ts';
import { useNow } from './use-now.ts';

const refreshMs = 20_000;

/** How long ago something was, with the exact time when pointed at. */
export function RelativeTime({ at }: { readonly at: string }) {
  const nowMs = useNow(refreshMs);
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={new Date(atMs).toLocaleString()} className="whitespace-nowrap">
      {formatAge(atMs, nowMs)}
    </time>
  );
}
