/** What a webhook can hear of. */
export const webhookEvents = [
  'job.started',
  'job.checkpoint',
  'job.finished',
  'dataset.ready',
  'dataset.failed',
] as const;

export type WebhookEvent = (typeof webhookEvents)[number];
