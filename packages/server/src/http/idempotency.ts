import { createHash, randomUUID } from 'node:crypto';
import { ApiError, HttpError } from '@trainyard/core';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.ts';
import { newId } from '../db/new-id.ts';
import type { Db } from '../db/open.ts';
import type { IdempotencyKeysTable } from '../db/tables.ts';

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
   * What is refused is not stored, so that the key can be used for a better request.
   *
   * `answer` gets the id for what it makes. Where the server died, or failed, between making it and storing
   * the answer, the next repetition runs `answer` again with the same id: so it looks for that object first.
   */
  once(
    request: KeyedRequest,
    answer: (objectId: string) => Promise<StoredAnswer>,
  ): Promise<StoredAnswer & { replayed: boolean }>;
  /** Forgets keys older than a day. */
  sweep(): Promise<void>;
}

type Claim = Pick<
  Selectable<IdempotencyKeysTable>,
  'request_hash' | 'status' | 'body' | 'created_at' | 'object_id' | 'owner'
>;

const keptMs = 24 * 60 * 60 * 1000;
/** A request that another server has not answered by then died with it. */
const abandonedMs = 60_000;
const maxKeyLength = 255;

/** `serverName` is the same after a restart, and never that of another server that runs at the same time. */
export function createIdempotencyStore({
  db,
  clock,
  serverName,
}: {
  db: Db;
  clock: Clock;
  serverName: string;
}): IdempotencyStore {
  const owner = `${serverName}/${randomUUID()}`;
  /** What this very process is answering, by account and key. */
  const underWay = new Set<string>();

  const place = ({ accountId, key }: KeyedRequest) => `${accountId} ${key}`;

  /** True where nobody is answering the request any more. */
  function isAbandoned(request: KeyedRequest, claim: Claim): boolean {
    if (claim.owner === owner) return !underWay.has(place(request));
    if (claim.owner === null || claim.owner.startsWith(`${serverName}/`)) return true;
    return claim.created_at < clock.now() - abandonedMs;
  }

  /** Takes the key for this request. Null where it was taken before. */
  async function claim({ accountId, key }: KeyedRequest, hash: string): Promise<string | null> {
    const inserted = await db.query
      .insertInto('idempotency_keys')
      .values({
        account_id: accountId,
        key,
        request_hash: hash,
        status: null,
        body: null,
        created_at: clock.now(),
        object_id: newId(),
        owner,
      })
      .onConflict((conflict) => conflict.columns(['account_id', 'key']).doNothing())
      .returning('object_id')
      .executeTakeFirst();
    return inserted?.object_id ?? null;
  }

  /** What became of the request that took the key: its answer, or its object's id for another attempt. */
  async function followUp(request: KeyedRequest, hash: string): Promise<StoredAnswer | string> {
    const { accountId, key } = request;
    const first = await db.query
      .selectFrom('idempotency_keys')
      .select(['request_hash', 'status', 'body', 'created_at', 'object_id', 'owner'])
      .where('account_id', '=', accountId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (first && first.request_hash !== hash) {
      throw new HttpError(422, `The Idempotency-Key "${key}" was used for another request. Use a new one.`);
    }
    if (first && first.status !== null && first.body !== null) {
      return { status: first.status, body: first.body };
    }
    const objectId = first && isAbandoned(request, first) ? await takeOver(request, first) : null;
    if (objectId !== null) return objectId;
    throw new HttpError(409, `The first request with the Idempotency-Key "${key}" is still being answered.`);
  }

  /** Of repetitions that arrive together one gets it; the others get null. */
  async function takeOver({ accountId, key }: KeyedRequest, seen: Claim): Promise<string | null> {
    const taken = await db.query
      .updateTable('idempotency_keys')
      .set({ owner, created_at: clock.now(), object_id: seen.object_id ?? newId() })
      .where('account_id', '=', accountId)
      .where('key', '=', key)
      .where('status', 'is', null)
      .where('created_at', '=', seen.created_at)
      .where('owner', seen.owner === null ? 'is' : '=', seen.owner)
      .returning('object_id')
      .executeTakeFirst();
    return taken?.object_id ?? null;
  }

  async function end(request: KeyedRequest, answer: StoredAnswer): Promise<void> {
    await db.query
      .updateTable('idempotency_keys')
      .set(answer)
      .where('account_id', '=', request.accountId)
      .where('key', '=', request.key)
      .execute();
  }

  /** A refused request has made nothing; of one that failed nobody knows, so its id stays reserved. */
  async function giveUp(request: KeyedRequest, error: unknown): Promise<void> {
    if (!(error instanceof ApiError || error instanceof HttpError) || error.status >= 500) return;
    await db.query
      .deleteFrom('idempotency_keys')
      .where('account_id', '=', request.accountId)
      .where('key', '=', request.key)
      .where('owner', '=', owner)
      .where('status', 'is', null)
      .execute()
      // Then the key is good for the same request only.
      .catch(() => {});
  }

  /** The only request of this process with this key that may do the work. */
  async function answerFirst(
    request: KeyedRequest,
    hash: string,
    answer: (objectId: string) => Promise<StoredAnswer>,
  ) {
    const begun = (await claim(request, hash)) ?? (await followUp(request, hash));
    if (typeof begun !== 'string') return { ...begun, replayed: true };
    try {
      const stored = await answer(begun);
      await end(request, stored);
      return { ...stored, replayed: false };
    } catch (error) {
      await giveUp(request, error);
      throw error;
    }
  }

  return {
    async once(request, answer) {
      const { key } = request;
      if (key === '' || key.length > maxKeyLength) {
        throw new HttpError(400, `An Idempotency-Key has 1 to ${maxKeyLength} characters.`);
      }
      const hash = createHash('sha256').update(request.route).update('\0').update(request.body).digest('hex');
      if (underWay.has(place(request))) {
        const first = await followUp(request, hash);
        if (typeof first === 'string') throw new Error('Nobody takes over what this process is answering.');
        return { ...first, replayed: true };
      }
      underWay.add(place(request));
      try {
        return await answerFirst(request, hash, answer);
      } finally {
        underWay.delete(place(request));
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
