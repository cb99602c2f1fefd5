import { HttpError } from '@trainyard/core';
import type { Selectable } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import type { WebhookAttemptsTable, WebhookDeliveriesTable } from '../db/webhook-tables.ts';

/** A message to a webhook, with the attempts to deliver it, oldest first. */
export type Delivery = Selectable<WebhookDeliveriesTable> & {
  readonly attempts: readonly Selectable<WebhookAttemptsTable>[];
};

/** Some messages, newest first, and where the next ones begin. */
export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

const defaultLimit = 20;

/** The messages to one webhook, newest first. Throws 400 for a cursor that no page gave. */
export async function listDeliveries(
  query: Query,
  webhookId: string,
  page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<DeliveryPage> {
  const limit = page.limit ?? defaultLimit;
  const after = page.cursor === undefined ? null : parseCursor(page.cursor);
  const rows = await query
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .$if(after !== null, (select) =>
      select.where((eb) =>
        eb(
          eb.refTuple('created_at', 'id'),
          '<',
          eb.tuple(eb.val(after?.createdAt ?? 0), eb.val(after?.id ?? '')),
        ),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const attempts = await attemptsOf(
    query,
    shown.map(({ id }) => id),
  );
  return {
    deliveries: shown.map((row) => ({
      ...row,
      attempts: attempts.filter((attempt) => attempt.delivery_id === row.id),
    })),
    nextCursor:
      last === undefined ? null : Buffer.from(`${last.created_at}.${last.id}`).toString('base64url'),
  };
}

const deliveryIdPattern = /^msg_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Puts a message that is not on its way back among those to be sent. It keeps its id and the attempts that were
 * made. Throws 404 where the webhook has no such message, and 409 for one that is on its way.
 */
export async function resendDelivery(
  query: Query,
  wanted: { readonly webhookId: string; readonly deliveryId: string; readonly now: number },
): Promise<Delivery> {
  const { deliveryId: id, webhookId } = wanted;
  const missing = () => new HttpError(404, `The webhook has no message with the id ${id}.`);
  // What can be no id is not looked for: PostgreSQL takes no NUL in a text.
  if (!deliveryIdPattern.test(id)) throw missing();
  const row = await query
    .updateTable('webhook_deliveries')
    // A message of its own from here on, which no later one takes the place of.
    .set({ state: 'pending', attempt_count: 0, next_attempt_at: wanted.now, settles_with: null })
    .where('id', '=', id)
    .where('webhook_id', '=', webhookId)
    .where('state', '<>', 'pending')
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { ...row, attempts: await attemptsOf(query, [id]) };
  const found = await query
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('id', '=', id)
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
  if (found === undefined) throw missing();
  throw new HttpError(409, `The message ${id} is on its way: it is tried again by itself.`);
}

async function attemptsOf(query: Query, ids: readonly string[]): Promise<Selectable<WebhookAttemptsTable>[]> {
  if (ids.length === 0) return [];
  return query
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('delivery_id', 'in', ids)
    .orderBy('id')
    .execute();
}

function parseCursor(text: string): { createdAt: number; id: string } {
  const match = /^(\d{1,15})\.(msg_[0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new HttpError(400, '`cursor` is not one that a page of this list has given as `next_cursor`.');
  }
  return { createdAt: Number(match[1]), id: match[2] };
}
