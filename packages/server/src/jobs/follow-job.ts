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
const maxFollowers = 500;

/** Follows jobs as server-sent events. */
export interface JobFollower {
  /**
   * The events of a job after the number `afterId`, then those to come, as the text of an event stream. It
   * stays open when the job ends, because a job can be resumed; it ends when the job is deleted or `signal`
   * aborts. Events of the history carry an id; `progress` is only shown live and has none. Throws 40051 or
   * 40451 at once, and 503 where too many streams are open.
   */
  follow(
    accountId: string,
    jobId: string,
    request: { afterId: number; signal: AbortSignal },
  ): Promise<AsyncGenerator<string, void, void>>;
}

/** At most a fixed number of streams at once; each reads the database only as fast as its client reads. */
export function createJobFollower(options: Pick<JobOptions, 'db' | 'signals'>): JobFollower {
  let followers = 0;

  return {
    async follow(accountId, jobId, { afterId, signal }) {
      const job = await findJob(options.db.query, accountId, jobId);
      if (followers >= maxFollowers) {
        throw new HttpError(503, 'Too many event streams are open. Try again later, or poll the status.');
      }
      followers += 1;
      // A client that left before the first read never starts the generator, and so never ends it.
      let counted = true;
      const release = () => {
        if (counted) followers -= 1;
        counted = false;
      };
      signal.addEventListener('abort', release);
      if (signal.aborted) release();
      return stream(options, job.id, afterId, signal, release);
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
