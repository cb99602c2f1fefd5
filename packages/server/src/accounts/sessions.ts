import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { Account } from './account.ts';
import { accountOf, recordTokenUse, selectTokenHolders } from './token-holder.ts';
import { hashToken } from './tokens.ts';

/** A browser that is signed in. */
export interface Session {
  readonly account: Account;
  /** When it ends if it is not used before. */
  readonly expiresAt: number;
}

/** Sessions of browsers, each begun with a token and ending with it at the latest. */
export interface Sessions {
  /** Begins a session; null where the token is not valid. The session's own secret is returned only here. */
  create(token: string): Promise<(Session & { readonly secret: string }) | null>;
  /**
   * The session of a secret; null where there is none or it has ended. A session in use goes on, unless `renew` is
   * false: `renewed` says so.
   */
  find(
    secret: string,
    options?: { readonly renew?: boolean },
  ): Promise<(Session & { readonly renewed: boolean }) | null>;
  /** Ends the session of a secret, if there is one. */
  end(secret: string): Promise<void>;
  /** Forgets sessions that have ended. */
  sweep(): Promise<void>;
}

/** How long a session lasts without being used. */
export const sessionMs = 14 * 24 * 60 * 60 * 1000;
/** Writing at every request would make every read a write. */
const renewalResolutionMs = 60 * 60 * 1000;

export function createSessions({ db, clock }: { readonly db: Db; readonly clock: Clock }): Sessions {
  return {
    async create(token) {
      const row = await selectTokenHolders(db.query)
        .where('tokens.hash', '=', hashToken(token))
        .executeTakeFirst();
      if (row === undefined) return null;
      const now = clock.now();
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = now + sessionMs;
      await db.query
        .insertInto('sessions')
        .values({
          hash: hashToken(secret),
          account_id: row.account_id,
          token_id: row.token_id,
          created_at: now,
          renewed_at: now,
          expires_at: expiresAt,
        })
        .execute();
      await recordTokenUse({ db, clock }, row);
      return { secret, account: accountOf(row), expiresAt };
    },

    async find(secret, { renew = true } = {}) {
      const now = clock.now();
      const hash = hashToken(secret);
      const row = await selectTokenHolders(db.query)
        .innerJoin('sessions', 'sessions.token_id', 'tokens.id')
        .select(['sessions.renewed_at', 'sessions.expires_at'])
        .where('sessions.hash', '=', hash)
        .where('sessions.expires_at', '>', now)
        .executeTakeFirst();
      if (row === undefined) return null;
      await recordTokenUse({ db, clock }, row);
      const account = accountOf(row);
      if (!renew || now - row.renewed_at <= renewalResolutionMs) {
        return { account, expiresAt: row.expires_at, renewed: false };
      }
      const expiresAt = now + sessionMs;
      await db.query
        .updateTable('sessions')
        .set({ renewed_at: now, expires_at: expiresAt })
        .where('hash', '=', hash)
        .execute();
      return { account, expiresAt, renewed: true };
    },

    async end(secret) {
      await db.query.deleteFrom('sessions').where('hash', '=', hashToken(secret)).execute();
    },

    async sweep() {
      await db.query.deleteFrom('sessions').where('expires_at', '<=', clock.now()).execute();
    },
  };
}
