import { describe, expect, test } from 'vitest';
import { createTokens } from '../../src/accounts/tokens.ts';
import { ApiClient } from '../support/api-client.ts';
import { sharedServer } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
const ben = server.as('ben');
const base = '/prod/v1/trainers/tokens';

describe('the tokens of an account', () => {
  test('are made, used, listed and revoked', async () => {
    const made = await ada.post(base, { name: ' laptop ' });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ name: 'laptop', last_used_at: null });
    const laptop = new ApiClient(server.url, made.body.token);
    expect((await laptop.get('/prod/v1/session')).body).toMatchObject({
      account: { name: 'ada' },
      token: { id: made.body.id, name: 'laptop' },
    });
    const list = await ada.get(base);
    expect(list.body.tokens).toHaveLength(2);
    expect(list.body.tokens[1]).toMatchObject({ id: made.body.id, last_used_at: expect.any(String) });
    expect(list.text).not.toContain(made.body.token);
    const gone = await ada.call('DELETE', `${base}/${made.body.id}`);
    expect(gone.body).toEqual({ id: made.body.id, deleted: true });
    expect((await laptop.get('/prod/v1/session')).status).toBe(401);
    expect((await ada.get(base)).body.tokens).toHaveLength(1);
    expect((await ada.call('DELETE', `${base}/${made.body.id}`)).status).toBe(404);
  });

  test('take the browsers with them that signed in with one', async () => {
    const { body } = await ada.post(base, { name: 'browser' });
    const signedIn = await server.anonymous().post('/prod/v1/session', { token: body.token });
    const headers = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
    expect((await server.anonymous().get(base, { headers })).status).toBe(200);
    await ada.call('DELETE', `${base}/${body.id}`);
    expect((await server.anonymous().get(base, { headers })).status).toBe(401);
  });

  test('of another account do not exist', async () => {
    const { body } = await ada.post(base, { name: 'mine' });
    const foreign = await ben.call('DELETE', `${base}/${body.id}`);
    const missing = await ben.call('DELETE', `${base}/b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0`);
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(foreign.body.error_message.replace(body.id, '')).toBe(
      missing.body.error_message.replace('b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0', ''),
    );
    expect((await ben.get(base)).text).not.toContain(body.id);
    expect((await new ApiClient(server.url, body.token).get(base)).status).toBe(200);
  });

  test('need a name', async () => {
    for (const body of [{}, { name: '' }, { name: '  ' }, { name: 5 }, { name: 'x'.repeat(101) }]) {
      expect((await ada.post(base, body)).status).toBe(400);
    }
  });
});

for (const dialect of databases) {
  describe(`administrators on ${dialect.name}`, () => {
    test('are accounts that were made so, with every token they have', async () => {
      const db = await dialect.open();
      const clock = { at: 1_000_000_000_000, now: () => clock.at };
      const tokens = createTokens({ db, clock });
      const first = await tokens.create('ada');
      const second = await tokens.create('ada', { administrator: true });
      const third = await tokens.create('ada');
      const other = await tokens.create('ben');
      const found = await Promise.all(
        [first, second, third, other].map(({ token }) => tokens.findAccount(token)),
      );
      expect(found.map((account) => account?.isAdministrator)).toEqual([true, true, true, false]);
    });

    test('and everybody have the time of use written down once a minute', async () => {
      const db = await dialect.open();
      const clock = { at: 1_000_000_000_000, now: () => clock.at };
      const tokens = createTokens({ db, clock });
      const { token } = await tokens.create('ada');
      const used = [];
      for (const laterMs of [0, 30_000, 30_001]) {
        clock.at += laterMs;
        await tokens.findAccount(token);
        used.push((await tokens.list('ada'))[0]?.lastUsedAt);
      }
      expect(used).toEqual([1_000_000_000_000, 1_000_000_000_000, 1_000_000_060_001]);
    });
  });
}
