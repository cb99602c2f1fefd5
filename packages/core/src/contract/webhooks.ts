import { z } from 'zod';
import { defineRoute } from './route.ts';
import { webhookEvents } from './webhook-events.ts';

const base = '/prod/v1/trainers/webhooks';

const webhookSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)).describe('What is sent to it.'),
  created_at: z.iso.datetime(),
});

export const deliverySchema = z.object({
  id: z.string().describe('The same in the header `webhook-id` of every attempt.'),
  event: z.enum([...webhookEvents, 'webhook.test']),
  state: z.enum(['pending', 'delivered', 'failed']).describe('`failed` is given up.'),
  created_at: z.iso.datetime(),
  next_attempt_at: z.iso.datetime().nullable(),
  payload: z
    .record(z.string(), z.unknown())
    .describe('What is sent; addresses of this server stand here without their origin.'),
  attempts: z
    .array(
      z.object({
        at: z.iso.datetime(),
        duration_ms: z.number().int(),
        status: z.number().int().nullable().describe('HTTP status; null where no answer came.'),
        error: z.string().nullable().describe('Why no answer came.'),
        answer: z.string().nullable().describe('The first 2000 bytes of the answer.'),
      }),
    )
    .describe('Oldest first.'),
});

export const webhookRoutes = {
  listWebhooks: defineRoute({
    id: 'listWebhooks',
    method: 'GET',
    path: base,
    summary: 'List webhooks, oldest first',
    tag: 'Webhooks',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ webhooks: z.array(webhookSchema) }) },
    errors: [],
  }),
  createWebhook: defineRoute({
    id: 'createWebhook',
    method: 'POST',
    path: base,
    summary: 'Register an address to send events to; its secret is shown only in this answer',
    tag: 'Webhooks',
    access: 'account',
    body: {
      kind: 'json',
      schema: z.object({
        url: z.string().max(2000),
        events: z.array(z.enum(webhookEvents)).min(1).optional().describe('All of them if left out.'),
      }),
    },
    success: {
      kind: 'json',
      status: 201,
      schema: webhookSchema.extend({
        secret: z.string().describe('Signs what is sent, as the Standard Webhooks specification says.'),
      }),
    },
    errors: [],
    otherRefusals: [
      [409, 'The account has as many webhooks as it may have.'],
      [422, 'The address is none that messages can be sent to.'],
    ],
  }),
  deleteWebhook: defineRoute({
    id: 'deleteWebhook',
    method: 'DELETE',
    path: `${base}/{webhook_id}`,
    summary: 'Remove a webhook; what was not delivered to it is dropped',
    tag: 'Webhooks',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: z.object({ id: z.uuid(), deleted: z.literal(true) }) },
    errors: [],
  }),
  listWebhookDeliveries: defineRoute({
    id: 'listWebhookDeliveries',
    method: 'GET',
    path: `${base}/{webhook_id}/deliveries`,
    summary: 'List what was sent to a webhook and how it was answered, newest first; kept for 30 days',
    tag: 'Webhooks',
    access: 'account',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).optional(),
      cursor: z.string().optional(),
    }),
    body: { kind: 'none' },
    success: {
      kind: 'json',
      status: 200,
      schema: z.object({ deliveries: z.array(deliverySchema), next_cursor: z.string().nullable() }),
    },
    errors: [],
  }),
  resendWebhookDelivery: defineRoute({
    id: 'resendWebhookDelivery',
    method: 'POST',
    path: `${base}/{webhook_id}/deliveries/{delivery_id}/resend`,
    summary: 'Send a message again that was given up or delivered, under the same id',
    tag: 'Webhooks',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 200, schema: deliverySchema },
    errors: [],
    otherRefusals: [[409, 'The message is still on its way.']],
  }),
  testWebhook: defineRoute({
    id: 'testWebhook',
    method: 'POST',
    path: `${base}/{webhook_id}/test`,
    summary: 'Send a message of the event `webhook.test` to a webhook',
    tag: 'Webhooks',
    access: 'account',
    body: { kind: 'none' },
    success: { kind: 'json', status: 201, schema: deliverySchema },
    errors: [],
  }),
} as const;
