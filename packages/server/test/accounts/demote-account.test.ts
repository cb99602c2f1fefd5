import { expect, test } from 'vitest';
import { demoteAccount } from '../../src/accounts/demote-account.ts';
import { createTokens } from '../../src/accounts/tokens.ts';
import { systemClock } from '../../src/clock.ts';
import { databases } from '../support/databases.ts';

for (const dialect of databases) {
  test(`a demoted administrator is an account like others on ${dialect.name}`, async () => {
    const db = await dialect.open();
    const tokens = createTokens({ db, clock: systemClock });
    const isAdministrator = async (token: string) => (await tokens.findAccount(token))?.isAdministrator;
    const { token } = await tokens.create('anna', { administrator: true });
    const { token: other } = await tokens.create('otto', { administrator: true });
    expect(await isAdministrator(token)).toBe(true);
    expect(await demoteAccount(db, 'anna')).toBe(true);
    expect(await isAdministrator(token)).toBe(false);
    expect(await isAdministrator(other)).toBe(true);
    expect(await demoteAccount(db, 'anna')).toBe(false);
    expect(await demoteAccount(db, 'nobody')).toBeUndefined();
  });
}
