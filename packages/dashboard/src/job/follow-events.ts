import type { ServerSentEvent } from '@trainyard/core/client';

/** How the stream stands: `polling` while it cannot be had. */
export type StreamState = 'connecting' | 'live' | 'polling';

export interface FollowOptions {
  /** Opens the stream after an event; '' is its beginning. Rejects where it cannot be had. */
  readonly open: (lastEventId: string, signal: AbortSignal) => Promise<AsyncIterable<ServerSentEvent>>;
  readonly onEvent: (event: ServerSentEvent) => void;
  readonly onState: (state: StreamState) => void;
  /** True where another attempt would be answered the same: the job is gone, nobody is signed in. */
  readonly isFinal: (error: unknown) => boolean;
  /** Resolves after a time, or at once when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Where to go on, from an earlier call; '' begins at the beginning. */
  readonly lastEventId: string;
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** Attempts that may fail before the page asks by itself. */
const quietAttempts = 1;

/**
 * Follows a stream until `signal` aborts or it is refused for good, and opens it again after the last event
 * that was seen, so that none is missed and none comes twice. Resolves with that event's id.
 */
export async function followEvents(options: FollowOptions): Promise<string> {
  const { signal } = options;
  let lastEventId = options.lastEventId;
  let waitMs = firstWaitMs;
  let failures = 0;
  options.onState('connecting');
  while (!signal.aborted) {
    try {
      const events = await options.open(lastEventId, signal);
      options.onState('live');
      for await (const event of events) {
        if (signal.aborted) return lastEventId;
        waitMs = firstWaitMs;
        failures = 0;
        if (event.id !== '') lastEventId = event.id;
        options.onEvent(event);
      }
      failures += 1;
    } catch (error) {
      if (signal.aborted) return lastEventId;
      if (options.isFinal(error)) {
        options.onState('polling');
        return lastEventId;
      }
      failures += 1;
    }
    options.onState(failures > quietAttempts ? 'polling' : 'connecting');
    await options.wait(waitMs, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
  return lastEventId;
}
