import { HttpError } from '@trainyard/core';
import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import { selectJobs } from './job-row.ts';
import { isoTime } from './present-job.ts';
import { progressOf } from './progress.ts';

const pageSize = 200;
const heartbeatMs = 15_000;
/** Another server process may have written: without a signal the database is asked this often. */
const pollMs = 2_000;
const defaultMaxFollowers = 500;

/** Follows jobs as server-sent events. */
export interface JobFollower {
  /**
   * The events of a job after the number `afterId`, then those to come, as the text of an event stream. It
   * stays open when the job ends, because a job can be resumed; it ends when the job is deleted or `signal`
   * aborts. Events of the history carry an id; `progress` is only shown live and has none. Throws 40051 or
   * 40451 at once, and 503 where too many streams are open. Where that many are open, an account with fewer than
   * another takes the place of the other's newest, which ends.
   */
  follow(
    accountId: string,
    jobId: string,
    request: { afterId: number; signal: AbortSignal },
  ): Promise<AsyncGenerator<string, void, void>>;
}

/** At most a fixed number of streams at once; each reads the database only as fast as its client reads. */
export function createJobFollower(
  options: Pick<JobOptions, 'db' | 'signals'> & { readonly maxFollowers?: number },
): JobFollower {
  const { maxFollowers = defaultMaxFollowers } = options;
  const streamsOf = new Map<string, Set<AbortController>>();

  /** Ends a stream of whoever has most, where that is more than the account would have with one more. */
  function makeRoom(accountId: string): void {
    const all = [...streamsOf.values()];
    if (all.reduce((sum, streams) => sum + streams.size, 0) < maxFollowers) return;
    const most = all.reduce((a, b) => (b.size > a.size ? b : a));
    if (most.size <= (streamsOf.get(accountId)?.size ?? 0) + 1) {
      throw new HttpError(503, 'Too many event streams are open. Try again later, or poll the status.');
    }
    [...most].at(-1)?.abort();
  }

  return {
    async follow(accountId, jobId, { afterId, signal }) {
      const job = await findJob(options.db.query, accountId, jobId);
      makeRoom(accountId);
      const end = new AbortController();
      const streams = streamsOf.get(accountId) ?? new Set();
      streamsOf.set(accountId, streams.add(end));
      // A client that left before the first read never starts the generator, and so never ends it.
      end.signal.addEventListener('abort', () => {
        streams.delete(end);
        if (streams.size === 0 && streamsOf.get(accountId) === streams) streamsOf.delete(accountId);
      });
      signal.addEventListener('abort', () => end.abort());
      if (signal.aborted) end.abort();
      return stream(options, job.id, afterId, end.signal, () => end.abort());
    },
  };
}

async function* stream(
  { db, signals }: Pick<JobOptions, 'db' | 'signals'>,
  jobId: string,
  afterId: number,
  signal: AbortSignal,
  release: () => void,
): AsyncGenerator<string, void, void> {
  let lastId = afterId;
  let lastProgress = '';
  let lastSentAt = performance.now();
  try {
    yield 'retry: 2000\n\n';
    while (!signal.aborted) {
      // Asked for before looking, so that a change in between is not slept through.
      const changed = signals.wait(jobId, pollMs, signal);
      const events = await db.query
        .selectFrom('job_events')
        .selectAll()
        .where('job_id', '=', jobId)
        .where('id', '>', lastId)
        .orderBy('id')
        .limit(pageSize)
        .execute();
      for (const event of events) {
        lastId = event.id;
        const data = { ...JSON.parse(event.data), at: isoTime(event.at), run_id: event.run_id };
        yield formatEvent(event.type, data, event.id);
      }
      if (events.length === pageSize) continue;
      const row = await selectJobs(db.query).where('jobs.id', '=', jobId).executeTakeFirst();
      if (row === undefined) return;
      const progress = formatEvent('progress', {
        status: row.status,
        phase: row.run_state === 'ended' ? null : row.phase,
        progress: progressOf(row.current_step, row.total_steps),
      });
      const now = performance.now();
      if (progress !== lastProgress) {
        yield progress;
        lastProgress = progress;
        lastSentAt = now;
      } else if (events.length > 0) {
        lastSentAt = now;
      } else if (now - lastSentAt > heartbeatMs) {
        yield ': still here\n\n';
        lastSentAt = now;
      }
      await changed;
    }
  } finally {
    release();
  }
}

/** One event of a stream. JSON has no line breaks of its own, so the data is one line. */
function formatEvent(type: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
