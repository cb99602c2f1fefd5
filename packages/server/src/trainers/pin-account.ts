import type { Db } from '../db/open.ts';

/**
 * Gives the runs that an account queues from now on a checkout of the trainer; null takes the pin away. Returns the
 * pin that it had; undefined where there is no account of that name.
 */
export async function pinAccount(
  { query }: Pick<Db, 'query'>,
  accountName: string,
  checkout: string | null,
): Promise<string | null | undefined> {
  const account = await query
    .selectFrom('accounts')
    .select(['id', 'checkout'])
    .where('name', '=', accountName)
    .executeTakeFirst();
  if (account === undefined) return undefined;
  await query.updateTable('accounts').set({ checkout }).where('id', '=', account.id).execute();
  return account.checkout;
}
