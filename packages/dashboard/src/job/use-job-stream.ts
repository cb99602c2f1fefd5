import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { ApiError, HttpError, type ServerSentEvent } from '@trainyard/core/client';
import { useEffect, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Job } from '../api/types.ts';
import { followEvents, type StreamState } from './follow-events.ts';
import { resultKey, statusKey } from './job-query.ts';

/** Many events at once lead to one question. */
const gatherMs = 400;

/**
 * Follows the events of a job while the page is seen and brings what is known of it up to date. A page in the
 * background gives its connection back, of which a browser has only six for one server.
 */
export function useJobStream(id: string): StreamState {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');

  useEffect(() => {
    let lastEventId = '';
    let isHistory = true;
    let abort: AbortController | null = null;
    const refresh = createRefresh(queryClient, id);

    const begin = () => {
      if (abort !== null || document.hidden) return;
      abort = new AbortController();
      const { signal } = abort;
      void followEvents({
        lastEventId,
        signal,
        open: (after, cancel) =>
          client.streamJobEvents({
            params: { job_id: id },
            signal: cancel,
            ...(after === '' ? {} : { lastEventId: after }),
          }),
        onEvent(event) {
          if (event.id !== '') lastEventId = event.id;
          if (!isHistory) return applyEvent(queryClient, id, event, refresh);
          // What was before is in the answers that the page has asked for; `progress` comes behind it.
          if (event.type !== 'progress') return;
          isHistory = false;
          applyEvent(queryClient, id, event, refresh);
          refresh.status();
          refresh.result();
        },
        onState(next) {
          if (signal.aborted) return;
          setState(next);
          // Whatever came while there was no stream, the page asks for once.
          if (next === 'live' && !isHistory) refresh.all();
        },
        isFinal: (error) => (error instanceof ApiError || error instanceof HttpError) && error.status < 500,
        wait: waitFor,
      });
    };
    const end = () => {
      abort?.abort();
      abort = null;
    };
    const again = () => {
      end();
      begin();
    };
    const onVisibility = () => (document.hidden ? end() : begin());

    begin();
    document.addEventListener('visibilitychange', onVisibility);
    // A stream over a connection that is gone may never say so.
    window.addEventListener('online', again);
    window.addEventListener('offline', again);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('online', again);
      window.removeEventListener('offline', again);
      end();
      refresh.stop();
    };
  }, [client, queryClient, id]);

  return state;
}

interface Refresh {
  status(): void;
  result(): void;
  all(): void;
  stop(): void;
}

function createRefresh(queryClient: QueryClient, id: string): Refresh {
  const waiting = new Map<string, readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const ask = (queryKey: readonly string[]) => {
    waiting.set(queryKey.join(' '), queryKey);
    timer ??= setTimeout(() => {
      timer = null;
      for (const key of waiting.values()) void queryClient.invalidateQueries({ queryKey: [...key] });
      waiting.clear();
    }, gatherMs);
  };
  return {
    status: () => ask(statusKey(id)),
    result: () => ask(resultKey(id)),
    all: () => ask(queryKeys.job(id)),
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** What the event `progress` says. */
type Progress = Pick<Job, 'status' | 'phase' | 'progress'>;

function applyEvent(queryClient: QueryClient, id: string, event: ServerSentEvent, refresh: Refresh): void {
  if (event.type === 'progress') {
    const said = JSON.parse(event.data) as Progress;
    const before = queryClient.getQueryData<Job>(statusKey(id));
    if (before === undefined) return;
    // A change of status brings more with it than the event says.
    if (before.status !== said.status) refresh.all();
    else queryClient.setQueryData<Job>(statusKey(id), { ...before, ...said });
  } else if (event.type === 'artifact' || event.type === 'artifact_removed') {
    refresh.result();
  } else if (event.type !== 'phase') {
    refresh.all();
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
