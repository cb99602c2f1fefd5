import { ApiError, HttpError } from '@trainyard/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import { type Repeating, repeat } from './repeating.ts';

/** What resuming lost runs needs. */
export interface AutoResumeOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How often in a row one job is resumed without anybody asking for it. */
  readonly most: number;
  /** Resumes a job as its account would, counted as one of these. */
  readonly resume: (accountId: string, jobId: string) => Promise<unknown>;
  readonly intervalMs?: number;
}

const defaultIntervalMs = 2_000;
/** After a boot every run may be lost; the rest has its turn two seconds later. */
const mostAtOnce = 100;
/** What was lost before is left to people: they have seen it, and the setting may be new. */
const freshMs = 10 * 60_000;
/** Not those whose agent cannot be started at all. */
const resumable = ['RUN_LOST', 'RUN_KILLED', 'RUN_STOPPED'];

/**
 * Resumes jobs whose run was taken away: agent, trainer or machine killed, or preempted. Never one that was
 * cancelled, before or after its run was lost, or whose training failed. A job that may not be resumed is tried
 * once, and one at which the server itself failed again and again as long as its loss is fresh.
 */
export function createAutoResumer(options: AutoResumeOptions): Repeating {
  const { logger } = options;
  const intervalMs = options.intervalMs ?? defaultIntervalMs;
  return repeat({
    work: async () => {
      for (const job of await lostJobs(options)) {
        try {
          await options.resume(job.account_id, job.id);
          logger.info({ jobId: job.id, runId: job.run_id }, 'resumed a job whose run was lost');
        } catch (error) {
          if (isRefusal(error)) {
            logger.warn({ err: error, jobId: job.id }, 'a job whose run was lost cannot be resumed');
            await leaveAlone(options, job);
          } else {
            logger.error({ err: error, jobId: job.id }, 'a lost job was not resumed; it is tried again');
          }
        }
      }
      return intervalMs;
    },
    onError: (error) => logger.error({ err: error }, 'lost runs could not be looked for; it is tried again'),
    retryMs: intervalMs,
  });
}

/** Whether the job is at fault, and not the server, its database or its disk. */
function isRefusal(error: unknown): boolean {
  return (error instanceof ApiError || error instanceof HttpError) && error.status < 500;
}

type LostJob = Awaited<ReturnType<typeof lostJobs>>[number];

async function lostJobs({ db, clock, most }: AutoResumeOptions) {
  return (
    db.query
      .selectFrom('runs')
      // By the key of jobs: their current run is in no index.
      .innerJoin('jobs', (join) =>
        join.onRef('jobs.id', '=', 'runs.job_id').onRef('jobs.run_id', '=', 'runs.id'),
      )
      .select(['jobs.id', 'jobs.account_id', 'jobs.run_id'])
      .where('jobs.kind', '=', 'training')
      .where('jobs.status', '=', 'STOPPED')
      .where('jobs.deleted_at', 'is', null)
      .where('jobs.auto_resumes', '<', most)
      .where('runs.state', '=', 'ended')
      .where('runs.outcome', '=', 'lost')
      .where('runs.reason', 'in', resumable)
      .where('runs.ended_at', '>', clock.now() - freshMs)
      .orderBy('runs.ended_at')
      .limit(mostAtOnce)
      .execute()
  );
}

/** Until its account does something about it. */
async function leaveAlone({ db, most }: AutoResumeOptions, job: LostJob): Promise<void> {
  await db.query
    .updateTable('jobs')
    .set({ auto_resumes: most })
    .where('id', '=', job.id)
    .where('run_id', '=', job.run_id)
    .where('status', '=', 'STOPPED')
    .where('auto_resumes', '<', most)
    .execute();
}
