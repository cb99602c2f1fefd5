import type { ServerSentEvent } from '@trainyard/core/client';
import { expect, test } from 'vitest';
import { followEvents, type StreamState } from './follow-events.ts';

const event = (id: string): ServerSentEvent => ({ id, type: 'status', data: '{}' });

type Attempt = readonly string[] | 'broken' | 'refused';

/** Plays attempts one after the other; the last one ends the following. */
async function play(attempts: readonly Attempt[]) {
  const abort = new AbortController();
  const asked: string[] = [];
  const seen: string[] = [];
  const states: StreamState[] = [];
  const waits: number[] = [];
  const last = await followEvents({
    async open(lastEventId) {
      asked.push(lastEventId);
      const attempt = attempts[asked.length - 1];
      if (attempt === undefined) {
        abort.abort();
        throw new Error('over');
      }
      if (attempt === 'broken' || attempt === 'refused') throw new Error(attempt);
      return (async function* () {
        for (const id of attempt) yield event(id);
        throw new Error('cut');
      })();
    },
    onEvent: ({ id }) => seen.push(id),
    onState: (state) => states.push(state),
    isFinal: (error) => error instanceof Error && error.message === 'refused',
    wait: async (ms) => {
      waits.push(ms);
    },
    signal: abort.signal,
    lastEventId: '',
  });
  return { asked, seen, states, waits, last };
}

test('After a cut it goes on behind the last event, and says so when it is live again.', async () => {
  const { asked, seen, states, last } = await play([['1', '2'], ['3']]);
  expect(asked).toEqual(['', '2', '3']);
  expect(seen).toEqual(['1', '2', '3']);
  expect(states).toEqual(['connecting', 'live', 'connecting', 'live', 'connecting']);
  expect(last).toBe('3');
});

test('An event without an id is passed on and changes nothing about where to go on.', async () => {
  const { asked, seen } = await play([['7', '']]);
  expect(seen).toEqual(['7', '']);
  expect(asked).toEqual(['', '7']);
});

test('A server that is away is asked less and less often, and polled meanwhile.', async () => {
  const { states, waits } = await play(['broken', 'broken', 'broken', ['1']]);
  expect(waits).toEqual([500, 1000, 2000, 500]);
  expect(states).toEqual(['connecting', 'connecting', 'polling', 'polling', 'live', 'connecting']);
});

test('A refusal ends it.', async () => {
  const { asked, states } = await play(['refused', ['1']]);
  expect(asked).toEqual(['']);
  expect(states.at(-1)).toBe('polling');
});
