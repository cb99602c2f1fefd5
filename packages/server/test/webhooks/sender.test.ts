import { describe, expect, onTestFinished, test } from 'vitest';
import { deriveKeys } from '../../src/accounts/secret-box.ts';
import { createTokens } from '../../src/accounts/tokens.ts';
import { inTransaction } from '../../src/db/in-transaction.ts';
import { listDeliveries } from '../../src/webhooks/deliveries.ts';
import { enqueueWebhooks } from '../../src/webhooks/outbox.ts';
import { createWebhookSender } from '../../src/webhooks/sender.ts';
import { createWebhooks } from '../../src/webhooks/webhooks.ts';
import { databases, type TestDialect } from '../support/databases.ts';
import { keepingLogger } from '../support/keeping-logger.ts';
import { waitFor } from '../support/wait-for.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

const hourMs = 60 * 60 * 1000;

/** Webhooks of one account on a database and a clock of their own. */
async function prepare(dialect: TestDialect, timeoutMs = 10_000) {
  const db = await dialect.open();
  const clock = { at: Date.now(), now: () => clock.at };
  const tokens = createTokens({ db, clock });
  const account = await tokens.findAccount((await tokens.create('ada')).token);
  const accountId = account?.id ?? '';
  const { box } = deriveKeys('a secret of more than thirty-two characters');
  const startSender = () => {
    const { logger } = keepingLogger();
    const sender = createWebhookSender({ db, clock, box, logger, origin: () => 'http://yard', timeoutMs });
    onTestFinished(() => sender.close());
    sender.start();
    return sender;
  };
  const webhooks = createWebhooks({ db, clock, box, notifySender: () => {} });
  const enqueue = (settlesWith?: string, data: object = {}) =>
    inTransaction(db, (transaction) =>
      enqueueWebhooks(transaction, {
        accountId,
        event: 'dataset.ready',
        at: clock.at,
        data: async () => data,
        ...(settlesWith === undefined ? {} : { settlesWith }),
      }),
    );
  const deliveries = async (webhookId: string) => (await listDeliveries(db.query, webhookId, {})).deliveries;
  const hook = (url: string) => webhooks.create(accountId, { url, events: undefined });
  return { db, clock, accountId, webhooks, startSender, enqueue, deliveries, hook };
}

for (const dialect of databases) {
  describe(`messages to webhooks on ${dialect.name}`, { timeout: 60_000 }, () => {
    test('are tried for about a day with growing pauses, under one id, and then given up', async () => {
      const { accountId, clock, webhooks, startSender, enqueue, deliveries, hook } = await prepare(dialect);
      const receiver = await startReceiver((_message, response) => {
        response.writeHead(500).end('no');
      });
      const { id } = await hook(receiver.url);
      await enqueue();
      const sender = startSender();
      const begunAt = clock.at;
      const pauses: number[] = [];
      for (let attempts = 1; ; attempts += 1) {
        const delivery = await waitFor('the attempt', async () => {
          const [found] = await deliveries(id);
          // Row and attempts are read one after the other; the row that counts the attempt has its pause too.
          return found?.attempt_count === attempts && found;
        });
        expect(delivery.attempts.at(-1)).toMatchObject({ status: 500, answer: 'no', error: null });
        if (delivery.next_attempt_at === null) {
          expect(delivery.state).toBe('failed');
          break;
        }
        pauses.push(delivery.next_attempt_at - clock.at);
        clock.at = delivery.next_attempt_at;
        sender.notify();
      }
      expect(clock.at - begunAt).toBeGreaterThan(20 * hourMs);
      expect(clock.at - begunAt).toBeLessThan(28 * hourMs);
      for (const [index, pause] of pauses.slice(0, -1).entries()) {
        expect(pauses[index + 1]).toBeGreaterThan(pause * 0.7);
      }
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(receiver.received).toHaveLength(pauses.length + 1);

      // Sent again it has the same id, keeps its log, and is tried for another day.
      const [givenUp] = await deliveries(id);
      const again = await webhooks.resend(accountId, id, givenUp?.id ?? '');
      expect(again).toMatchObject({ id: givenUp?.id, state: 'pending', next_attempt_at: clock.at });
      expect(again.attempts).toHaveLength(pauses.length + 1);
      await expect(webhooks.resend(accountId, id, again.id)).rejects.toMatchObject({ status: 409 });
      sender.notify();
      const tried = await waitFor('the attempt', async () => {
        const [found] = await deliveries(id);
        return found?.attempts.length === pauses.length + 2 && found;
      });
      expect(tried).toMatchObject({ state: 'pending', attempt_count: 1 });
      expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(again.id);
    });

    test('arrive once the receiver is well again', async () => {
      const { clock, startSender, enqueue, deliveries, hook } = await prepare(dialect);
      let status = 503;
      const receiver = await startReceiver((_message, response) => {
        response.writeHead(status).end();
        status = 200;
      });
      const { id } = await hook(receiver.url);
      await enqueue();
      const sender = startSender();
      await waitFor('the first attempt', async () => (await deliveries(id))[0]?.attempts.length === 1);
      clock.at += 60_000;
      sender.notify();
      const delivery = await waitFor('the second', async () => {
        const [found] = await deliveries(id);
        return found?.state === 'delivered' && found;
      });
      expect(delivery.attempts.map((attempt) => attempt.status)).toEqual([503, 200]);
    });

    test('are not tried again where the receiver says that it is gone for good', async () => {
      const { startSender, enqueue, deliveries, hook } = await prepare(dialect);
      const receiver = await startReceiver((_message, response) => {
        response.writeHead(410).end();
      });
      const { id } = await hook(receiver.url);
      await enqueue();
      startSender();
      await waitFor('the end', async () => (await deliveries(id))[0]?.state === 'failed');
    });

    test('to one that hangs are cut off, and nobody listening is told as such', async () => {
      const { startSender, enqueue, deliveries, hook } = await prepare(dialect, 200);
      const hanging = await startReceiver(() => {});
      const { id } = await hook(hanging.url);
      const { id: deaf } = await hook('http://127.0.0.1:9/hook');
      await enqueue();
      startSender();
      const errors = await waitFor('both attempts', async () => {
        const found = [...(await deliveries(id)), ...(await deliveries(deaf))];
        const all = found.flatMap(({ attempts }) => attempts.map(({ error }) => error));
        return all.length === 2 && all;
      });
      expect(errors).toEqual(['No answer came within 0.2 seconds.', expect.stringMatching(/ECONNREFUSED/)]);
    });

    test('to one that hangs keep those to others from nothing', async () => {
      const { startSender, enqueue, hook } = await prepare(dialect, 600_000);
      const hanging = await startReceiver(() => {});
      await hook(hanging.url);
      for (let i = 0; i < 30; i++) await enqueue();
      const quick = await startReceiver();
      await hook(quick.url);
      await enqueue();
      startSender();
      await quick.messages(1);
      await hanging.messages(4);
      expect(hanging.received).toHaveLength(4);
    });

    test('that were under way when the server closed are sent by the next one at once', async () => {
      const { startSender, enqueue, deliveries, hook } = await prepare(dialect, 600_000);
      let answers = false;
      const receiver = await startReceiver((_message, response) => {
        if (answers) response.writeHead(204).end();
      });
      const { id } = await hook(receiver.url);
      await enqueue();
      const first = startSender();
      await receiver.messages(1);
      await first.close();
      expect((await deliveries(id))[0]).toMatchObject({ state: 'pending', attempt_count: 0 });
      answers = true;
      startSender();
      await waitFor('the delivery', async () => (await deliveries(id))[0]?.state === 'delivered');
    });

    test('are sent once where two servers look at the same database', async () => {
      const { startSender, enqueue, deliveries, hook } = await prepare(dialect);
      const receiver = await startReceiver();
      const { id } = await hook(receiver.url);
      for (let i = 0; i < 10; i++) await enqueue();
      startSender();
      startSender();
      await waitFor('all of them', async () =>
        (await deliveries(id)).every(({ state }) => state === 'delivered'),
      );
      expect(receiver.received).toHaveLength(10);
    });

    test('that settle are sent as the last of them, after a quiet moment', async () => {
      const { clock, startSender, enqueue, hook } = await prepare(dialect);
      const receiver = await startReceiver();
      await hook(receiver.url);
      const sender = startSender();
      for (let files = 1; files <= 3; files++) {
        await enqueue('dogs', { files });
        clock.at += 1000;
      }
      await enqueue('cats', { files: 9 });
      clock.at += 5000;
      sender.notify();
      const messages = await receiver.messages(2);
      expect(messages.map(({ body }) => body.data.files).sort()).toEqual([3, 9]);
    });

    test('carry addresses of this server, and leave all other text alone', async () => {
      const { startSender, enqueue, hook } = await prepare(dialect);
      const receiver = await startReceiver();
      await hook(receiver.url);
      await enqueue(undefined, { status_url: '/a', name: '/b', other_url: 'https://c', no_url: null });
      startSender();
      const [message] = await receiver.messages(1);
      expect(message?.body.data).toEqual({
        status_url: 'http://yard/a',
        name: '/b',
        other_url: 'https://c',
        no_url: null,
      });
    });

    test('do not exist where what they tell did not happen', async () => {
      const { db, clock, accountId, deliveries, hook } = await prepare(dialect);
      const { id } = await hook('http://127.0.0.1:9/');
      const message = { accountId, event: 'dataset.ready', at: clock.at, data: async () => ({}) } as const;
      const failing = inTransaction(db, async (transaction) => {
        await enqueueWebhooks(transaction, message);
        throw new Error('No.');
      });
      await expect(failing).rejects.toThrow('No.');
      expect(await deliveries(id)).toEqual([]);
    });

    test('are listed newest first, page by page', async () => {
      const { accountId, clock, webhooks, enqueue, hook } = await prepare(dialect);
      const { id } = await hook('http://127.0.0.1:9/');
      for (let i = 0; i < 5; i++) {
        await enqueue(undefined, { i });
        clock.at += i % 2;
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await webhooks.deliveries(accountId, id, { limit: 2, cursor });
        seen.push(...page.deliveries.map((delivery) => delivery.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(5);
      const all = await webhooks.deliveries(accountId, id, {});
      expect(all.deliveries.map((delivery) => delivery.id)).toEqual(seen);
      expect(all.deliveries.map(({ created_at }) => created_at)).toEqual(
        all.deliveries.map(({ created_at }) => created_at).sort((a, b) => b - a),
      );
      await expect(webhooks.deliveries(accountId, id, { cursor: 'abc' })).rejects.toThrow('cursor');
    });

    test('are forgotten after thirty days, with their attempts, and go with their webhook', async () => {
      const { db, clock, accountId, webhooks, startSender, enqueue, deliveries, hook } =
        await prepare(dialect);
      const receiver = await startReceiver();
      const { id } = await hook(receiver.url);
      await enqueue();
      const sender = startSender();
      await waitFor('the delivery', async () => (await deliveries(id))[0]?.state === 'delivered');
      clock.at += 30 * 24 * hourMs;
      await sender.sweep();
      expect(await deliveries(id)).toHaveLength(1);
      clock.at += 1;
      await sender.sweep();
      expect(await deliveries(id)).toEqual([]);
      expect(await db.query.selectFrom('webhook_attempts').selectAll().execute()).toEqual([]);
      await enqueue();
      await webhooks.remove(accountId, id);
      expect(await db.query.selectFrom('webhook_deliveries').selectAll().execute()).toEqual([]);
    });
  });
}
