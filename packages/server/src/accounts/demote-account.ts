import type { Db } from '../db/open.ts';

/**
 * Takes from an account, with all its tokens and sessions, that it may look at the work of every account. Returns
 * whether it might; undefined where there is no account of that name.
 */
export async function demoteAccount(
  { query }: Pick<Db, 'query'>,
  accountName: string,
): Promise<boolean | undefined> {
  const account = await query
    .selectFrom('accounts')
    .select(['id', 'is_administrator'])
    .where('name', '=', accountName)
    .executeTakeFirst();
  if (account === undefined) return undefined;
  await query.updateTable('accounts').set({ is_administrator: 0 }).where('id', '=', account.id).execute();
  return account.is_administrator === 1;
}
