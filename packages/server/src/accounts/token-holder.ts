import type { Clock } from '../clock.ts';
import type { Query } from '../db/in-transaction.ts';
import type { Db } from '../db/open.ts';
import type { Account } from './account.ts';

/** Writing the time of use at every request would make every read a write. */
const lastUsedResolutionMs = 60_000;

/** Valid tokens with their accounts, with everything that `Account` holds. */
export function selectTokenHolders(query: Query) {
  return query
    .selectFrom('tokens')
    .innerJoin('accounts', 'accounts.id', 'tokens.account_id')
    .select([
      'accounts.id as account_id',
      'accounts.name as account_name',
      'accounts.is_administrator',
      'tokens.id as token_id',
      'tokens.label',
      'tokens.last_used_at',
    ])
    .where('tokens.revoked_at', 'is', null);
}

/** A row of `selectTokenHolders`. */
export type TokenHolderRow = Awaited<
  ReturnType<ReturnType<typeof selectTokenHolders>['executeTakeFirstOrThrow']>
>;

/** The account of a row. */
export function accountOf(row: TokenHolderRow): Account {
  return {
    id: row.account_id,
    name: row.account_name,
    isAdministrator: row.is_administrator === 1,
    token: { id: row.token_id, name: row.label },
  };
}

/** Writes down that a token was used, where that is not known already; never throws. */
export async function recordTokenUse(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  row: TokenHolderRow,
): Promise<void> {
  const now = clock.now();
  if (row.last_used_at !== null && now - row.last_used_at <= lastUsedResolutionMs) return;
  await db.query
    .updateTable('tokens')
    .set({ last_used_at: now })
    .where('id', '=', row.token_id)
    .execute()
    // Bookkeeping: a database that cannot be written can still be read.
    .catch(() => {});
}
