import { randomUUID } from 'node:crypto';
import { HttpError, type WebhookEvent, webhookEvents } from '@trainyard/core';
import type { Selectable } from 'kysely';
import type { SecretBox } from '../accounts/secret-box.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { WebhooksTable } from '../db/webhook-tables.ts';
import { isUuid } from '../uuid.ts';
import { type Delivery, type DeliveryPage, listDeliveries, resendDelivery } from './deliveries.ts';
import { newDelivery, webhookPayload } from './outbox.ts';
import { webhookUrlProblem } from './refused-addresses.ts';
import { newWebhookSecret } from './sign-message.ts';

/** An address that an account wants to hear of events at. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly createdAt: number;
}

/** The webhooks of accounts. What belongs to another account is answered 404, like what never was. */
export interface Webhooks {
  list(accountId: string): Promise<Webhook[]>;
  /** Makes a webhook for some events, or for all. Its secret is returned only here. Throws 409 and 422. */
  create(
    accountId: string,
    wanted: { readonly url: string; readonly events: readonly WebhookEvent[] | undefined },
  ): Promise<Webhook & { readonly secret: string }>;
  /** Removes a webhook with everything that was sent or is to be sent to it. */
  remove(accountId: string, webhookId: string): Promise<void>;
  /** What was sent to a webhook, newest first. Throws 400 for a cursor that no page gave. */
  deliveries(
    accountId: string,
    webhookId: string,
    page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  ): Promise<DeliveryPage>;
  /**
   * Has a message that was given up or delivered sent again, with as many attempts as a new one. Throws 404
   * where the webhook has no such message, and 409 where it is still on its way.
   */
  resend(accountId: string, webhookId: string, deliveryId: string): Promise<Delivery>;
  /** Sends a message that says nothing but that it is a test. */
  test(accountId: string, webhookId: string): Promise<Delivery>;
}

const mostOfAccount = 20;

export function createWebhooks({
  db,
  clock,
  box,
  notifySender,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly box: SecretBox;
  /** There is something to send. */
  readonly notifySender: () => void;
}): Webhooks {
  async function find(accountId: string, webhookId: string): Promise<Selectable<WebhooksTable>> {
    // What can be no id is not looked for: PostgreSQL takes no NUL in a text.
    const row = isUuid(webhookId.toLowerCase())
      ? await db.query
          .selectFrom('webhooks')
          .selectAll()
          .where('id', '=', webhookId.toLowerCase())
          .where('account_id', '=', accountId)
          .executeTakeFirst()
      : undefined;
    if (row === undefined) throw new HttpError(404, `There is no webhook with the id ${webhookId}.`);
    return row;
  }

  async function list(accountId: string): Promise<Webhook[]> {
    const rows = await db.query
      .selectFrom('webhooks')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(webhookOf);
  }

  return {
    list,

    async create(accountId, { url, events }) {
      const problem = webhookUrlProblem(url);
      if (problem !== null) throw new HttpError(422, `\`url\` ${problem}.`);
      if ((await list(accountId)).length >= mostOfAccount) {
        throw new HttpError(409, `The account has ${mostOfAccount} webhooks, the most that it may have.`);
      }
      const secret = newWebhookSecret();
      const row = {
        id: randomUUID(),
        account_id: accountId,
        url: new URL(url).href,
        events: JSON.stringify(webhookEvents.filter((event) => events?.includes(event) ?? true)),
        secret_ciphertext: box.encrypt(secret),
        created_at: clock.now(),
      };
      await db.query.insertInto('webhooks').values(row).execute();
      return { ...webhookOf(row), secret };
    },

    async remove(accountId, webhookId) {
      const { id } = await find(accountId, webhookId);
      await db.query.deleteFrom('webhooks').where('id', '=', id).execute();
    },

    async deliveries(accountId, webhookId, page) {
      const { id } = await find(accountId, webhookId);
      return listDeliveries(db.query, id, page);
    },

    async resend(accountId, webhookId, deliveryId) {
      const { id } = await find(accountId, webhookId);
      const delivery = await resendDelivery(db.query, { webhookId: id, deliveryId, now: clock.now() });
      notifySender();
      return delivery;
    },

    async test(accountId, webhookId) {
      const { id } = await find(accountId, webhookId);
      const at = clock.now();
      const payload = webhookPayload('webhook.test', at, { webhook_id: id });
      const row = newDelivery(id, 'webhook.test', at, payload);
      await db.query.insertInto('webhook_deliveries').values(row).execute();
      notifySender();
      return { ...row, attempts: [] };
    },
  };
}

function webhookOf(row: Selectable<WebhooksTable>): Webhook {
  return { id: row.id, url: row.url, events: JSON.parse(row.events), createdAt: row.created_at };
}
