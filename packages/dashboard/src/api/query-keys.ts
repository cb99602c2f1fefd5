/**
 * Keys of cached answers, from general to particular: invalidating `queryKeys.jobs` reaches every key that
 * begins with it. A page puts its own words behind: `[...queryKeys.job(id), 'metrics']`.
 */
export const queryKeys = {
  session: ['session'],
  jobs: ['jobs'],
  job: (id: string) => ['jobs', 'one', id],
  datasets: ['datasets'],
  dataset: (id: string) => ['datasets', 'one', id],
  queue: ['queue'],
  tokens: ['tokens'],
  secrets: ['secrets'],
  webhooks: ['webhooks'],
} as const;
