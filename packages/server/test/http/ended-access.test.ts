import { expect, onTestFinished, test } from 'vitest';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture });
const id = await ada.submitted(trainConfig({ name: 'followed', dataset: 'dogs', steps: 1 }));
const session = '/prod/v1/session';
const tokens = '/prod/v1/trainers/tokens';

/** Follows the job, and returns what resolves once the stream ends. */
async function follow(headers: Record<string, string>): Promise<{ readonly ended: Promise<unknown> }> {
  const response = await fetch(`${server.url}/prod/v1/trainers/ai-toolkit/jobs/${id}/events`, { headers });
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  onTestFinished(() => reader?.cancel().catch(() => undefined));
  await reader?.read();
  const rest = async () => {
    while ((await reader?.read())?.done === false);
  };
  return { ended: rest().catch(() => undefined) };
}

const newToken = async () =>
  (await ada.post(tokens, { name: 'short-lived' })).body as { id: string; token: string };

async function signIn(token: string): Promise<string> {
  const reply = await server.anonymous().post(session, { token });
  return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('event streams end soon after the token or the session that opened them, and no others', async () => {
  const { id: tokenId, token } = await newToken();
  const signedOut = await signIn(ada.token ?? '');
  const streams = {
    token: await follow({ authorization: `Bearer ${token}` }),
    browserOfToken: await follow({ cookie: await signIn(token) }),
    signedOut: await follow({ cookie: signedOut }),
  };
  const other = await follow({ authorization: `Bearer ${ada.token}` });
  let hasEnded = false;
  void other.ended.then(() => {
    hasEnded = true;
  });
  expect((await ada.call('DELETE', `${tokens}/${tokenId}`)).status).toBe(200);
  const headers = { cookie: signedOut, 'x-trainyard-request': '1' };
  expect((await server.anonymous().call('DELETE', session, { headers })).status).toBe(200);
  await Promise.all(Object.values(streams).map(({ ended }) => ended));
  expect(hasEnded).toBe(false);
}, 15_000);
