import { type JobStatus, jobStatuses } from '@trainyard/core/client';

/** Which jobs the list shows, as its address says it. */
export interface JobFilter {
  readonly status?: JobStatus;
}

/** Reads the filter out of an address; what it does not know is left out. */
export function readJobFilter(search: Record<string, unknown>): JobFilter {
  const status = jobStatuses.find((known) => known === search['status']);
  return status === undefined ? {} : { status };
}
