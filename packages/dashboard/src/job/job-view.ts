/** The parts of a job's page. */
export const jobTabs = ['overview', 'samples', 'checkpoints', 'log', 'config', 'runs'] as const;

/** A part of a job's page. */
export type JobTab = (typeof jobTabs)[number];

/** What the address of a job's page keeps. */
export interface JobView {
  readonly tab?: Exclude<JobTab, 'overview'>;
  /** Opens the log at the line that tells of the failure. */
  readonly at?: 'failure';
}

/** Reads the part of the page from an address, whatever is in it. */
export function readJobView(search: Readonly<Record<string, unknown>>): JobView {
  const tab = jobTabs.find((one) => one === search['tab']);
  return {
    ...(tab === undefined || tab === 'overview' ? {} : { tab }),
    ...(search['at'] === 'failure' ? { at: 'failure' } : {}),
  };
}
