import type { InstallationFacts } from '@trainyard/core';
import { installationFacts, type Settings } from '../config/settings.ts';
import type { Db } from '../db/open.ts';
import { type Checkouts, versionOf } from './checkouts.ts';

/**
 * What preflight has to know of the installation for runs of one account: the trainer's version is that of the
 * checkout that its runs use, unless TRAINER_VERSION says otherwise.
 */
export function createAccountFacts(options: {
  readonly db: Pick<Db, 'query'>;
  readonly settings: Settings;
  readonly checkouts: Checkouts;
}): (accountId: string) => Promise<InstallationFacts> {
  const { db, settings, checkouts } = options;
  const facts = installationFacts(settings);
  return async (accountId) => {
    if (facts.trainerVersion !== null || checkouts.all.length === 0) return facts;
    const account = await db.query
      .selectFrom('accounts')
      .select('checkout')
      .where('id', '=', accountId)
      .executeTakeFirst();
    const checkout = checkouts.find(account?.checkout ?? null);
    return { ...facts, trainerVersion: checkout === null ? null : versionOf(checkout) };
  };
}
