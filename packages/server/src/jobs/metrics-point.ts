import type { CallAnswer, jobDetailRoutes } from '@trainyard/core';

/** A stretch of a job's training curve, as the API answers it. */
export type MetricsPage = CallAnswer<typeof jobDetailRoutes.getJobMetrics>;

/** A point of the curve. */
export type MetricsPoint = MetricsPage['metrics'][number];
