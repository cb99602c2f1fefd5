import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';

const server = useServer();

test('a token is printed alone on standard output, and the running server takes it', async () => {
  const created = await server.command([
    ...['token', 'create', '--account', 'anna', '--name', 'laptop'],
    ...['--data-dir', server.dataDir],
  ]);
  expect(created.exitCode).toBe(0);
  expect(created.out).toMatch(/^ty_[\w-]{43}\n$/);
  expect(created.err).not.toContain(created.out.trim());
  const env = { TRAINYARD_TOKEN: created.out.trim() };
  expect(await server.command(['dataset', 'list', '--json'], { env })).toMatchObject({ exitCode: 0 });
});

test('tokens are listed without the tokens, as text and as JSON', async () => {
  const data = ['--data-dir', server.dataDir];
  const { out: token } = await server.command([
    ...['token', 'create', '--account', 'berta', '--name', 'ci'],
    ...data,
  ]);
  const text = await server.command(['token', 'list', '--account', 'berta', ...data]);
  expect(text.out).toMatch(/^ID +NAME +CREATED +LAST USED +STATE\n[0-9a-f-]{36} +ci +\S+ +never +valid\n$/);
  const json = await server.command(['token', 'list', '--account', 'berta', '--json', ...data]);
  expect(JSON.parse(json.out)).toEqual({
    tokens: [
      {
        id: expect.any(String),
        account: 'berta',
        name: 'ci',
        created_at: expect.any(String),
        last_used_at: null,
        revoked_at: null,
      },
    ],
  });
  expect(json.out + text.out).not.toContain(token.trim());
});

test('a revoked token is refused by the running server at once', async () => {
  const data = ['--account', 'carl', '--data-dir', server.dataDir];
  const { out } = await server.command(['token', 'create', ...data]);
  const env = { TRAINYARD_TOKEN: out.trim() };
  const listed = await server.command(['token', 'list', '--json', ...data]);
  const { tokens } = JSON.parse(listed.out) as { tokens: { id: string }[] };
  const revoked = await server.command(['token', 'revoke', '--id', String(tokens[0]?.id), ...data]);
  expect(revoked).toMatchObject({ exitCode: 0, out: 'Revoked 1 token of the account "carl".\n' });
  const refused = await server.command(['dataset', 'list'], { env });
  expect(refused.exitCode).toBe(3);
  expect(refused.err).toContain('trainyard token create');
  expect(await server.command(['token', 'revoke', '--all', ...data])).toMatchObject({
    exitCode: 0,
    out: 'Revoked 0 tokens of the account "carl".\n',
  });
});

test('an administrator can be demoted, and tokens that it has see less at once', async () => {
  const data = ['--data-dir', server.dataDir];
  const create = ['token', 'create', '--account', 'dora', ...data];
  const token = (await server.command([...create, '--administrator'])).out.trim();
  const isAdministrator = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const session = await (await fetch(`${server.url}/prod/v1/session`, { headers })).json();
    return (session as { account: { is_administrator: boolean } }).account.is_administrator;
  };
  expect(await isAdministrator()).toBe(true);
  const demote = ['account', 'demote', 'dora', ...data];
  expect((await server.command(demote)).out).toBe('The account "dora" is no longer an administrator.\n');
  expect(await isAdministrator()).toBe(false);
  expect((await server.command(demote)).out).toBe('The account "dora" was no administrator.\n');
  await server.command(create);
  expect(await isAdministrator()).toBe(false);
  expect(await server.command(['account', 'demote', 'nobody', ...data])).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining('There is no account "nobody".'),
  });
});

test.for([
  ['neither --id nor --all', []],
  ['both --id and --all', ['--id', 'x', '--all']],
] as const)('revoking with %s is refused', async ([, choice]) => {
  const { exitCode, err } = await server.command(['token', 'revoke', '--account', 'a', ...choice]);
  expect(exitCode).toBe(2);
  expect(err).toContain('Say which: --id ID for one token, or --all.');
});

test('a name that cannot be an account’s is refused with what is allowed', async () => {
  const { exitCode, err } = await server.command([
    ...['token', 'create', '--account', 'a/b', '--data-dir', server.dataDir],
  ]);
  expect(exitCode).toBe(2);
  expect(err).toContain('"a/b" cannot be an account\'s name: use letters');
});

test('a token can be made before the first start, but listing does not make an installation', async () => {
  const dataDir = join(tempFolder(), 'data');
  const flags = ['--account', 'me', '--data-dir', dataDir];
  const list = captureIo();
  expect(await run(['token', 'list', ...flags], list)).toBe(3);
  expect(list.err()).toContain(`There is no data folder ${dataDir}.`);
  expect(existsSync(dataDir)).toBe(false);
  expect(await run(['token', 'create', ...flags], captureIo())).toBe(0);
  expect(await run(['token', 'list', ...flags], captureIo())).toBe(0);
});
