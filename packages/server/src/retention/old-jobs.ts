import type { Clock } from '../clock.ts';
import type { Settings } from '../config/settings.ts';
import type { Db } from '../db/open.ts';
import type { JobKind } from '../db/tables.ts';

/** What an installation keeps; null for everything. */
export type RetentionSettings = Pick<Settings, 'retentionDays' | 'retentionJobs'>;

/** An ended job that is older, or further back, than the installation keeps. */
export interface OldJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly accountId: string;
  readonly account: string;
  readonly name: string;
  readonly finishedAt: number;
  readonly artifactBytes: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const endedStatuses = ['STOPPED', 'FAILED', 'CANCELED'] as const;

/**
 * The jobs that are to go: ended longer ago than `retentionDays`, or with `retentionJobs` newer ended ones of the
 * same account and kind. Never one that waits, trains, or whose processes are still being stopped.
 */
export async function findOldJobs(
  options: { readonly db: Pick<Db, 'query'>; readonly clock: Clock },
  settings: RetentionSettings,
): Promise<readonly OldJob[]> {
  const { retentionDays, retentionJobs } = settings;
  if (retentionDays === null && retentionJobs === null) return [];
  const jobs = await options.db.query
    .selectFrom('jobs')
    .innerJoin('accounts', 'accounts.id', 'jobs.account_id')
    .innerJoin('runs', 'runs.id', 'jobs.run_id')
    .select([
      'jobs.id',
      'jobs.kind',
      'jobs.account_id',
      'jobs.name',
      'jobs.finished_at',
      'accounts.name as account',
    ])
    .select((eb) =>
      eb
        .selectFrom('artifacts')
        .select((inner) => inner.fn.sum<number | string | null>('size_bytes').as('bytes'))
        .whereRef('artifacts.job_id', '=', 'jobs.id')
        .as('artifactBytes'),
    )
    .where('jobs.deleted_at', 'is', null)
    .where('jobs.finished_at', 'is not', null)
    .where('jobs.status', 'in', [...endedStatuses])
    .where('runs.state', '=', 'ended')
    .orderBy('jobs.finished_at', 'desc')
    .orderBy('jobs.id')
    .execute();
  const before = retentionDays === null ? null : options.clock.now() - retentionDays * dayMs;
  const newer = new Map<string, number>();
  return jobs.flatMap((job): OldJob[] => {
    const group = `${job.kind} ${job.account_id}`;
    const place = newer.get(group) ?? 0;
    newer.set(group, place + 1);
    const finishedAt = job.finished_at ?? 0;
    const isOld = before !== null && finishedAt < before;
    const isFarBack = retentionJobs !== null && place >= retentionJobs;
    if (!isOld && !isFarBack) return [];
    const { id, kind, account_id: accountId, account, name } = job;
    return [
      { id, kind, accountId, account, name, finishedAt, artifactBytes: Number(job.artifactBytes ?? 0) },
    ];
  });
}
