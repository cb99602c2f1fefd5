import type { Generated } from 'kysely';

/* What is told to whom; `tables.ts` says how columns are written. */

/** An address that an account wants to hear of events at. */
export interface WebhooksTable {
  id: string;
  account_id: string;
  url: string;
  /** JSON list of the events that it wants. */
  events: string;
  secret_ciphertext: string;
  created_at: number;
}

/** A message to a webhook, written in the transaction of what it tells. */
export interface WebhookDeliveriesTable {
  id: string;
  webhook_id: string;
  event: string;
  /** What is sent, as JSON; addresses of this server stand in it without their origin. */
  payload: string;
  /** A message that was not tried yet is replaced by the next one that settles with the same. */
  settles_with: string | null;
  state: 'pending' | 'delivered' | 'failed';
  attempt_count: number;
  /** Null once it is delivered or given up. During an attempt, when it counts as lost. */
  next_attempt_at: number | null;
  created_at: number;
}

export interface WebhookAttemptsTable {
  id: Generated<number>;
  delivery_id: string;
  at: number;
  duration_ms: number;
  /** Null where no answer came. */
  status: number | null;
  /** Why no answer came. */
  error: string | null;
  /** The beginning of the answer's body. */
  answer: string | null;
}
