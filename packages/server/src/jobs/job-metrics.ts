import { findJob } from './find-job.ts';
import type { JobOptions } from './job-options.ts';
import type { MetricsPage, MetricsPoint } from './metrics-point.ts';
import { createThinning } from './thin-metrics.ts';

/** Which stretch. */
export interface MetricsQuery {
  readonly after_step?: number | undefined;
  readonly until_step?: number | undefined;
  readonly limit?: number | undefined;
  readonly max_points?: number | undefined;
  readonly format?: 'rows' | 'columns' | undefined;
}

const defaultLimit = 10_000;
/** Read at a time where all are looked at, so that other requests are answered in between. */
const pointsPerRead = 10_000;

/** Loss, learning rate and speed by ascending step: a page of points, or the whole stretch thinned. */
export async function jobMetrics(
  options: Pick<JobOptions, 'db'>,
  accountId: string,
  jobId: string,
  query: MetricsQuery,
): Promise<MetricsPage> {
  const job = await findJob(options.db.query, accountId, jobId);
  const curve = await openCurve(options, job.id, query.until_step ?? Number.MAX_SAFE_INTEGER);
  const after = query.after_step ?? -1;
  if (query.max_points !== undefined) {
    return present(await readThinned(curve, after, query.max_points), null, query.format);
  }
  const limit = query.limit ?? defaultLimit;
  const points = await curve.read(after, limit + 1);
  const shown = points.slice(0, limit);
  return present(shown, points.length > limit ? (shown.at(-1)?.step ?? null) : null, query.format);
}

interface Curve {
  /** Points with steps above `after`, at most `limit`. */
  read(after: number, limit: number): Promise<MetricsPoint[]>;
  /** The first and the last step above `after`; null where there is none. */
  bounds(after: number): Promise<{ first: number; last: number } | null>;
}

async function openCurve({ db }: Pick<JobOptions, 'db'>, jobId: string, until: number): Promise<Curve> {
  const runs = await db.query
    .selectFrom('runs')
    .select(['id', 'number'])
    .where('job_id', '=', jobId)
    .execute();
  const numbers = new Map(runs.map(({ id, number }) => [id, number]));
  const select = (after: number) =>
    db.query
      .selectFrom('metrics')
      .where('job_id', '=', jobId)
      .where('step', '>', after)
      .where('step', '<=', until);
  return {
    async read(after, limit) {
      const rows = await select(after)
        .select(['step', 'loss', 'lr', 'steps_per_second', 'run_id'])
        .orderBy('step')
        .limit(limit)
        .execute();
      return rows.map(({ run_id, ...point }) => ({ ...point, run_number: numbers.get(run_id) ?? 0 }));
    },
    async bounds(after) {
      const { first, last } = await select(after)
        .select((eb) => [eb.fn.min('step').as('first'), eb.fn.max('step').as('last')])
        .executeTakeFirstOrThrow();
      return first === null || last === null ? null : { first: Number(first), last: Number(last) };
    },
  };
}

async function readThinned(curve: Curve, after: number, maxPoints: number): Promise<MetricsPoint[]> {
  const bounds = await curve.bounds(after);
  if (bounds === null) return [];
  const thinning = createThinning({ ...bounds, maxPoints });
  for (let from = after; from < bounds.last; ) {
    const points = await curve.read(from, pointsPerRead);
    const last = points.at(-1);
    if (last === undefined) break;
    for (const point of points) thinning.add(point);
    from = last.step;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return thinning.end();
}

function present(
  points: MetricsPoint[],
  nextAfterStep: number | null,
  format: MetricsQuery['format'],
): MetricsPage {
  if (format !== 'columns') return { metrics: points, columns: null, next_after_step: nextAfterStep };
  return {
    metrics: [],
    columns: {
      step: points.map(({ step }) => step),
      loss: points.map(({ loss }) => loss),
      lr: points.map(({ lr }) => lr),
      steps_per_second: points.map(({ steps_per_second }) => steps_per_second),
      run_number: points.map(({ run_number }) => run_number),
    },
    next_after_step: nextAfterStep,
  };
}
