import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.ts';
import type { TokensTable } from '../db/account-tables.ts';
import type { Db } from '../db/open.ts';
import { OperatorError } from '../operator-error.ts';
import type { Account } from './account.ts';
import { accountOf, recordTokenUse, selectTokenHolders } from './token-holder.ts';

export interface TokenInfo {
  readonly id: string;
  readonly account: string;
  readonly name: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** Accounts and the bearer tokens that speak for them. */
export interface Tokens {
  /**
   * Makes a token, and the account where there is none of that name. The token itself is returned only here.
   * With `administrator` the account becomes one that may look at the work of every account.
   */
  create(
    accountName: string,
    options?: { readonly name?: string | null; readonly administrator?: boolean },
  ): Promise<{ token: string; info: TokenInfo }>;
  /** Every token of an account, revoked ones too, oldest first. */
  list(accountName: string): Promise<TokenInfo[]>;
  /** Revokes one token of an account by its id, or all of them, with their sessions; returns how many ended. */
  revoke(accountName: string, tokenId: string | null): Promise<number>;
  /** The account of a valid token; null for any other. */
  findAccount(token: string): Promise<Account | null>;
}

const accountNamePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;

/** The stored form of a token: tokens are random enough that a plain hash cannot be turned back. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new random token: 256 bits, with a prefix by which secret scanners know it. */
export function newToken(prefix: 'ty' | 'tyrun'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

export function createTokens({ db, clock }: { db: Db; clock: Clock }): Tokens {
  async function accountId(name: string): Promise<string> {
    if (!accountNamePattern.test(name)) {
      throw new OperatorError(
        `"${name}" cannot be an account's name: use letters, digits and . _ @ -, beginning with a letter or digit.`,
      );
    }
    await db.query
      .insertInto('accounts')
      .values({ id: randomUUID(), name, created_at: clock.now() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const row = await db.query
      .selectFrom('accounts')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return row.id;
  }

  return {
    async create(accountName, { name = null, administrator = false } = {}) {
      const token = newToken('ty');
      const account = await accountId(accountName);
      if (administrator) {
        await db.query
          .updateTable('accounts')
          .set({ is_administrator: 1 })
          .where('id', '=', account)
          .execute();
      }
      const row = await db.query
        .insertInto('tokens')
        .values({
          id: randomUUID(),
          account_id: account,
          hash: hashToken(token),
          // PostgreSQL's text holds no NUL.
          label: name?.replaceAll('\0', '') ?? null,
          created_at: clock.now(),
          last_used_at: null,
          revoked_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { token, info: describe(accountName, row) };
    },

    async list(accountName) {
      const rows = await db.query
        .selectFrom('tokens')
        .innerJoin('accounts', 'accounts.id', 'tokens.account_id')
        .selectAll('tokens')
        .where('accounts.name', '=', accountName)
        .orderBy('tokens.created_at')
        .execute();
      return rows.map((row) => describe(accountName, row));
    },

    async revoke(accountName, tokenId) {
      const account = db.query.selectFrom('accounts').select('id').where('name', '=', accountName);
      const revoked = await db.query
        .updateTable('tokens')
        .set({ revoked_at: clock.now() })
        .where('account_id', 'in', account)
        .where('revoked_at', 'is', null)
        .$if(tokenId !== null, (query) => query.where('id', '=', tokenId?.replaceAll('\0', '') ?? ''))
        .returning('id')
        .execute();
      return revoked.length;
    },

    async findAccount(token) {
      const row = await selectTokenHolders(db.query)
        .where('tokens.hash', '=', hashToken(token))
        .executeTakeFirst();
      if (row === undefined) return null;
      await recordTokenUse({ db, clock }, row);
      return accountOf(row);
    },
  };
}

function describe(account: string, row: Selectable<TokensTable>): TokenInfo {
  return {
    id: row.id,
    account,
    name: row.label,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
