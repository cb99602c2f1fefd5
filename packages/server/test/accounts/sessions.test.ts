import { describe, expect, test } from 'vitest';
import { createSessions, sessionMs } from '../../src/accounts/sessions.ts';
import { createTokens } from '../../src/accounts/tokens.ts';
import { databases } from '../support/databases.ts';

const dayMs = 24 * 60 * 60 * 1000;

for (const dialect of databases) {
  describe(`sessions on ${dialect.name}`, () => {
    const prepare = async () => {
      const db = await dialect.open();
      const clock = { at: 1_000_000_000_000, now: () => clock.at };
      const tokens = createTokens({ db, clock });
      const made = await tokens.create('ada', { name: 'laptop' });
      const sessions = createSessions({ db, clock });
      const session = await sessions.create(made.token);
      if (session === null) throw new Error('The token was not taken.');
      return { db, clock, tokens, made, sessions, session };
    };

    test('stand for the account of their token', async () => {
      const { sessions, session, made } = await prepare();
      const found = await sessions.find(session.secret);
      expect(found).toMatchObject({
        account: { name: 'ada', isAdministrator: false, token: { id: made.info.id, name: 'laptop' } },
        renewed: false,
      });
    });

    test('are not begun with a wrong token, and not found by another secret', async () => {
      const { sessions, session } = await prepare();
      expect(await sessions.create('ty_wrong')).toBeNull();
      expect(await sessions.find(`${session.secret}x`)).toBeNull();
    });

    test('are kept as a hash alone', async () => {
      const { db, session } = await prepare();
      const rows = await db.query.selectFrom('sessions').selectAll().execute();
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(session.secret);
    });

    test('last two weeks from their last use', async () => {
      const { sessions, session, clock } = await prepare();
      clock.at += 13 * dayMs;
      expect(await sessions.find(session.secret)).toMatchObject({
        renewed: true,
        expiresAt: clock.at + sessionMs,
      });
      clock.at += 13 * dayMs;
      expect(await sessions.find(session.secret)).not.toBeNull();
      clock.at += 14 * dayMs;
      expect(await sessions.find(session.secret)).toBeNull();
    });

    test('are not prolonged by a look that is told not to', async () => {
      const { sessions, session, clock } = await prepare();
      clock.at += 13 * dayMs;
      const found = await sessions.find(session.secret, { renew: false });
      expect(found).toMatchObject({ renewed: false, expiresAt: session.expiresAt });
      clock.at += dayMs;
      expect(await sessions.find(session.secret, { renew: false })).toBeNull();
    });

    test('end with their token, and no other does', async () => {
      const { tokens, made, sessions, session } = await prepare();
      const other = await sessions.create((await tokens.create('ada')).token);
      await tokens.revoke('ada', made.info.id);
      expect(await sessions.find(session.secret)).toBeNull();
      expect(await sessions.find(other?.secret ?? '')).not.toBeNull();
    });

    test('end when they are told to', async () => {
      const { sessions, session } = await prepare();
      await sessions.end(session.secret);
      expect(await sessions.find(session.secret)).toBeNull();
    });

    test('are forgotten once they are over, and not before', async () => {
      const { db, sessions, clock } = await prepare();
      const count = async () => (await db.query.selectFrom('sessions').select('hash').execute()).length;
      clock.at += sessionMs - 1;
      await sessions.sweep();
      expect(await count()).toBe(1);
      clock.at += 1;
      await sessions.sweep();
      expect(await count()).toBe(0);
    });

    test('count as use of their token', async () => {
      const { tokens, sessions, session, clock } = await prepare();
      clock.at += dayMs;
      await sessions.find(session.secret);
      expect((await tokens.list('ada'))[0]?.lastUsedAt).toBe(clock.at);
    });
  });
}
