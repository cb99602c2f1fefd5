import type { CallAnswer, RouteId, routes } from '@trainyard/core/client';

/** What a call answers, by its id: `Answer<'listJobs'>`. */
export type Answer<Id extends RouteId> = CallAnswer<(typeof routes)[Id]>;

/** A job as the API describes it. */
export type Job = Answer<'getJobStatus'>;
