import { createHash } from 'node:crypto';
import { ApiError, HttpError } from '@trainyard/core';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';

interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

interface KeyedRequest {
  readonly accountId: string;
  readonly key: string;
  readonly route: string;
  readonly body: Buffer;
}

/** Answers a repeated `Idempotency-Key` with the first answer. */
export interface IdempotencyStore {
  /**
   * Runs `answer` once for each key of an account and stores what it returned; a repetition gets that.
   * Throws 422 when the key was used for another request and 409 while the first is still being answered.
   * What fails is not stored, so that it can be tried again with the same key.
   */
  once(
    request: KeyedRequest,
    answer: () => Promise<StoredAnswer>,
  ): Promise<StoredAnswer & { replayed: boolean }>;
  /** Forgets keys older than a day. */
  sweep(): Promise<void>;
}

const keptMs = 24 * 60 * 60 * 1000;
/** A first request that has not ended by then died with its server. */
const abandonedMs = 60_000;
const maxKeyLength = 255;

export function createIdempotencyStore({ db, clock }: { db: Db; clock: Clock }): IdempotencyStore {
  async function begin(request: KeyedRequest, hash: string): Promise<StoredAnswer | null> {
    const { accountId, key } = request;
    await db.query
      .deleteFrom('idempotency_keys')
      .where('account_id', '=', accountId)
      .where('key', '=', key)
      .where('status', 'is', null)
      .where('created_at', '<', clock.now() - abandonedMs)
      .execute();
    const inserted = await db.query
      .insertInto('idempotency_keys')
      .values({
        account_id: accountId,
        key,
        request_hash: hash,
        status: null,
        body: null,
        created_at: clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst();
    if (inserted) return null;
    const first = await db.query
      .selectFrom('idempotency_keys')
      .select(['request_hash', 'status', 'body'])
      .where('account_id', '=', accountId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (first && first.request_hash !== hash) {
      throw new HttpError(422, `The Idempotency-Key "${key}" was used for another request. Use a new one.`);
    }
    if (!first || first.status === null || first.body === null) {
      throw new HttpError(
        409,
        `The first request with the Idempotency-Key "${key}" is still being answered.`,
      );
    }
    return { status: first.status, body: first.body };
  }

  return {
    async once(request, answer) {
      const { accountId, key } = request;
      if (key === '' || key.length > maxKeyLength) {
        throw new HttpError(400, `An Idempotency-Key has 1 to ${maxKeyLength} characters.`);
      }
      const hash = createHash('sha256').update(request.route).update('\0').update(request.body).digest('hex');
      const first = await begin(request, hash);
      if (first) return { ...first, replayed: true };
      const row = db.query
        .updateTable('idempotency_keys')
        .where('account_id', '=', accountId)
        .where('key', '=', key);
      try {
        const stored = await answer();
        await row.set({ status: stored.status, body: stored.body }).execute();
        return { ...stored, replayed: false };
      } catch (error) {
        await db.query
          .deleteFrom('idempotency_keys')
          .where('account_id', '=', accountId)
          .where('key', '=', key)
          .where('status', 'is', null)
          .execute()
          .catch((cleanUp: unknown) => {
            // The database may be what failed; the row is then forgotten by its age.
            if (!(error instanceof ApiError)) throw cleanUp;
          });
        throw error;
      }
    },

    async sweep() {
      await db.query
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', clock.now() - keptMs)
        .execute();
    },
  };
}
