import type { deliverySchema, webhookRoutes } from '@trainyard/core';
import type { z } from 'zod';
import type { Delivery } from '../../webhooks/deliveries.ts';
import type { Webhook, Webhooks } from '../../webhooks/webhooks.ts';
import type { Handlers } from '../handler.ts';

/** Handlers of the webhooks of an account. */
export function webhookHandlers(webhooks: Webhooks): Handlers<keyof typeof webhookRoutes> {
  return {
    listWebhooks: async ({ account }) => ({ webhooks: (await webhooks.list(account.id)).map(present) }),
    createWebhook: async ({ account, body }) => {
      const webhook = await webhooks.create(account.id, { url: body.url, events: body.events });
      return { ...present(webhook), secret: webhook.secret };
    },
    deleteWebhook: async ({ account, params }) => {
      await webhooks.remove(account.id, params.webhook_id);
      return { id: params.webhook_id.toLowerCase(), deleted: true };
    },
    listWebhookDeliveries: async ({ account, params, query }) => {
      const { deliveries, nextCursor } = await webhooks.deliveries(account.id, params.webhook_id, query);
      return { deliveries: deliveries.map(presentDelivery), next_cursor: nextCursor };
    },
    resendWebhookDelivery: async ({ account, params }) =>
      presentDelivery(await webhooks.resend(account.id, params.webhook_id, params.delivery_id)),
    testWebhook: async ({ account, params }) =>
      presentDelivery(await webhooks.test(account.id, params.webhook_id)),
  };
}

function present({ id, url, events, createdAt }: Webhook) {
  return { id, url, events, created_at: isoTime(createdAt) };
}

function presentDelivery(delivery: Delivery): z.input<typeof deliverySchema> {
  return {
    id: delivery.id,
    event: delivery.event as z.input<typeof deliverySchema>['event'],
    state: delivery.state,
    created_at: isoTime(delivery.created_at),
    next_attempt_at: delivery.next_attempt_at === null ? null : isoTime(delivery.next_attempt_at),
    payload: JSON.parse(delivery.payload),
    attempts: delivery.attempts.map((attempt) => ({
      at: isoTime(attempt.at),
      duration_ms: attempt.duration_ms,
      status: attempt.status,
      error: attempt.error,
      answer: attempt.answer,
    })),
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
