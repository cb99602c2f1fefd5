import type { Logger } from 'pino';
import type { SecretBox } from '../accounts/secret-box.ts';
import type { Clock } from '../clock.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Db } from '../db/open.ts';
import { type Repeating, repeat } from '../dispatch/repeating.ts';
import { nextAttemptAt } from './backoff.ts';
import { type AttemptResult, postMessage } from './post-message.ts';
import { signMessage } from './sign-message.ts';

/** Sends what waits in the outbox, at least once. */
export interface WebhookSender {
  /** Begins to send: what is due now, and from then on what becomes due. */
  start(): void;
  /** There may be something to send. Never throws. */
  notify(): void;
  /** Forgets messages that are older than 30 days. */
  sweep(): Promise<void>;
  /** Gives up the attempts under way, which count for nothing, and stops. */
  close(): Promise<void>;
}

export interface WebhookSenderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly box: SecretBox;
  readonly logger: Logger;
  /** The address of this server, without a slash at its end. */
  readonly origin: () => string;
  /** How long an attempt may take; ten seconds if left out. */
  readonly timeoutMs?: number;
}

interface DueMessage {
  readonly id: string;
  readonly webhook_id: string;
  readonly url: string;
  readonly secret_ciphertext: string;
  readonly payload: string;
  readonly attempt_count: number;
  readonly next_attempt_at: number | null;
}

const usualTimeoutMs = 10_000;
const lookEveryMs = 1000;
const mostAtOnce = 16;
/** One receiver that hangs keeps no other waiting. */
const mostAtOnceForOne = 4;
/** After its time-out an attempt that was not written down counts as lost with its server. */
const lostAfterMs = 5_000;
const keptMs = 30 * 24 * 60 * 60 * 1000;

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { db, clock, logger } = options;
  const closing = new AbortController();
  const underWay = new Map<string, { readonly webhookId: string; readonly done: Promise<void> }>();
  let looking: Repeating | null = null;

  /** Begins as many attempts as there is room for. */
  async function begin(): Promise<void> {
    const passedOver = new Set<string>();
    const countOf = (webhookId: string) =>
      [...underWay.values()].filter((attempt) => attempt.webhookId === webhookId).length;
    while (underWay.size < mostAtOnce && !closing.signal.aborted) {
      const messages = await dueMessages(db, clock.now(), [...passedOver], mostAtOnce - underWay.size);
      if (messages.length === 0) return;
      for (const message of messages) {
        if (countOf(message.webhook_id) >= mostAtOnceForOne) passedOver.add(message.webhook_id);
        else if (await claim(options, message)) run(message);
      }
    }
  }

  function run(message: DueMessage): void {
    const done = attempt(options, message, closing.signal)
      .catch((error: unknown) =>
        logger.warn({ err: error, delivery: message.id }, 'a webhook attempt was not written down'),
      )
      .finally(() => {
        underWay.delete(message.id);
        looking?.wake();
      });
    underWay.set(message.id, { webhookId: message.webhook_id, done });
  }

  return {
    start() {
      looking = repeat({
        work: async () => {
          await begin();
          return lookEveryMs;
        },
        onError: (error) => logger.warn({ err: error }, 'webhooks could not be looked for'),
        retryMs: lookEveryMs,
      });
    },
    notify: () => looking?.wake(),
    async sweep() {
      await db.query
        .deleteFrom('webhook_deliveries')
        .where('created_at', '<', clock.now() - keptMs)
        .execute();
    },
    async close() {
      closing.abort();
      await looking?.stop();
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}

async function dueMessages(
  db: Db,
  now: number,
  passedOver: readonly string[],
  limit: number,
): Promise<DueMessage[]> {
  return db.query
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .select([
      'webhook_deliveries.id',
      'webhook_id',
      'url',
      'secret_ciphertext',
      'payload',
      'attempt_count',
      'next_attempt_at',
    ])
    .where('next_attempt_at', '<=', now)
    .$if(passedOver.length > 0, (query) => query.where('webhook_id', 'not in', passedOver))
    .orderBy('next_attempt_at')
    .limit(limit)
    .execute();
}

/** Takes a message for one attempt; false where another server process, or its removal, was faster. */
async function claim(
  { db, clock, timeoutMs = usualTimeoutMs }: WebhookSenderOptions,
  message: DueMessage,
): Promise<boolean> {
  const claimed = await db.query
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: clock.now() + timeoutMs + lostAfterMs })
    .where('id', '=', message.id)
    .where('next_attempt_at', '=', message.next_attempt_at)
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

async function attempt(
  options: WebhookSenderOptions,
  message: DueMessage,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock } = options;
  const at = clock.now();
  const begun = performance.now();
  const result = await send(options, message, signal);
  const durationMs = Math.round(performance.now() - begun);
  if (signal.aborted && result.status === null) {
    const again = { next_attempt_at: at };
    await db.query.updateTable('webhook_deliveries').set(again).where('id', '=', message.id).execute();
    return;
  }
  const attempts = message.attempt_count + 1;
  const delivered = result.status !== null && result.status >= 200 && result.status < 300;
  // Gone: the receiver says that it will never want this again.
  const next = delivered || result.status === 410 ? null : nextAttemptAt(clock.now(), attempts);
  const state = delivered ? 'delivered' : next === null ? 'failed' : 'pending';
  await inTransaction(db, async (transaction) => {
    const updated = await transaction
      .updateTable('webhook_deliveries')
      .set({ state, attempt_count: attempts, next_attempt_at: next })
      .where('id', '=', message.id)
      .executeTakeFirst();
    // Removed meanwhile, with its webhook.
    if (updated.numUpdatedRows === 0n) return;
    await transaction
      .insertInto('webhook_attempts')
      .values({ delivery_id: message.id, at, duration_ms: durationMs, ...result })
      .execute();
  });
}

async function send(
  { box, clock, origin, timeoutMs = usualTimeoutMs }: WebhookSenderOptions,
  message: DueMessage,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const body = withOrigin(message.payload, origin());
  let headers: Readonly<Record<string, string>>;
  try {
    headers = signMessage(box.decrypt(message.secret_ciphertext), { id: message.id, body }, clock.now());
  } catch {
    const error = 'The secret of the webhook cannot be read: the SECRET_KEY of this server has changed.';
    return { status: null, error, answer: null };
  }
  return postMessage(message.url, { headers, body, timeoutMs, signal });
}

/** Puts the address of this server in front of the paths in fields such as `status_url`. */
function withOrigin(payload: string, origin: string): string {
  const complete = (key: string, value: unknown) =>
    key.endsWith('_url') && typeof value === 'string' && value.startsWith('/') ? `${origin}${value}` : value;
  return JSON.stringify(JSON.parse(payload, complete));
}
