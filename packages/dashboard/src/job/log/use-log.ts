import { isEnded } from '@trainyard/core/client';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Job } from '../../api/types.ts';
import { createLogStore, type LogStore } from './log-store.ts';

const everyMs = 1_500;
const afterFailureMs = 5_000;

/** A log that grows while it is looked at. */
export interface OpenLog {
  readonly store: LogStore;
  /** Grows with each change of the store. */
  readonly version: number;
  /** True once its end was reached for the first time. */
  readonly isRead: boolean;
  /** What went wrong in the last attempt; null where nothing did. */
  readonly error: unknown;
  /** To be told when lines were read again. */
  readonly changed: () => void;
}

/** Reads the log of a job, and reads on while the job is active. */
export function useLog(job: Pick<Job, 'id' | 'status' | 'run_number'>): OpenLog {
  const { client } = useApi();
  const { id, run_number: run } = job;
  const [store] = useState(() =>
    createLogStore({
      read: (offset, limit, signal) =>
        client.getJobLogs({ params: { job_id: id }, query: { offset, limit }, signal }),
    }),
  );
  const [version, setVersion] = useState(0);
  const [isRead, setRead] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ended = isEnded(job.status);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const changed = () => setVersion((before) => before + 1);
    const look = async () => {
      let nextMs = everyMs;
      try {
        if (await store.readOn(abort.signal, changed)) changed();
        setRead(true);
        setError(null);
      } catch (failure) {
        if (abort.signal.aborted) return;
        setError(failure);
        nextMs = afterFailureMs;
      }
      // What an ended run still had to say comes with its last report, and `complete` with it.
      if (abort.signal.aborted || (ended && run > 0 && store.isComplete())) return;
      timer = setTimeout(() => void look(), nextMs);
    };
    void look();
    return () => {
      abort.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store, ended, run]);

  return { store, version, isRead, error, changed: () => setVersion((before) => before + 1) };
}
