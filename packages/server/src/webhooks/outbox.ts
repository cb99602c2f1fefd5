import { randomUUID } from 'node:crypto';
import type { WebhookEvent } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';

/** Something that happened in an account, for its webhooks. */
export interface WebhookMessage {
  readonly accountId: string;
  readonly event: WebhookEvent;
  readonly at: number;
  /**
   * What is told of it; asked for only where somebody wants to hear it. A field whose name ends in `_url` may
   * hold a path of this server: it is sent with the server's address in front.
   */
  readonly data: () => Promise<object>;
  /**
   * For what comes in quick succession: the message waits a moment, and the next one with the same text here
   * takes its place.
   */
  readonly settlesWith?: string;
}

const settlingMs = 5000;

/**
 * Writes a message for every webhook of the account that wants it, in the transaction of what it tells: it is
 * sent if and only if that happened.
 */
export async function enqueueWebhooks(transaction: Query, message: WebhookMessage): Promise<void> {
  const { accountId, event, at, settlesWith } = message;
  const webhooks = await transaction
    .selectFrom('webhooks')
    .select(['id', 'events'])
    .where('account_id', '=', accountId)
    .execute();
  const wanting = webhooks.filter((webhook) => (JSON.parse(webhook.events) as string[]).includes(event));
  if (wanting.length === 0) return;
  const payload = webhookPayload(event, at, await message.data());
  for (const { id } of wanting) {
    if (settlesWith !== undefined) {
      await transaction
        .deleteFrom('webhook_deliveries')
        .where('webhook_id', '=', id)
        .where('settles_with', '=', settlesWith)
        .where('attempt_count', '=', 0)
        .where('next_attempt_at', '>', at)
        .where('next_attempt_at', '<=', at + settlingMs)
        .execute();
    }
    await transaction
      .insertInto('webhook_deliveries')
      .values({
        ...newDelivery(id, event, at, payload),
        settles_with: settlesWith ?? null,
        next_attempt_at: settlesWith === undefined ? at : at + settlingMs,
      })
      .execute();
  }
}

/** The row of a message that is to be sent at once. */
export function newDelivery(webhookId: string, event: string, at: number, payload: string) {
  return {
    id: `msg_${randomUUID()}`,
    webhook_id: webhookId,
    event,
    payload,
    settles_with: null,
    state: 'pending' as const,
    attempt_count: 0,
    next_attempt_at: at,
    created_at: at,
  };
}

/** A message as the Standard Webhooks specification writes it. */
export function webhookPayload(event: string, at: number, data: object): string {
  return JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data });
}
