import { expect, test } from 'vitest';
import { createApi } from './client.ts';

interface Sent {
  readonly path: string;
  readonly mark: string | null;
}

function record(status: number) {
  const sent: Sent[] = [];
  let signedOut = 0;
  const api = createApi({
    fetch: async (input, init) => {
      const { headers } = new Request(new URL(String(input), 'http://localhost'), init);
      sent.push({ path: String(input), mark: headers.get('x-trainyard-request') });
      return new Response('{}', { status });
    },
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return { api, sent, countSignedOut: () => signedOut };
}

test('Requests that change something carry the mark against forgery; signed links do not.', async () => {
  const { api, sent } = record(200);
  await api.client.cancelJob({ params: { job_id: 'a b' } });
  await api.client.createSession({ body: { token: 't' } });
  await api.fetch('/prod/v1/elsewhere');
  await api.fetch('https://store.example/object', { method: 'PUT' });
  expect(sent).toEqual([
    { path: '/prod/v1/trainers/ai-toolkit/jobs/a%20b/cancel', mark: 'dashboard' },
    { path: '/prod/v1/session', mark: 'dashboard' },
    { path: '/prod/v1/elsewhere', mark: null },
    { path: 'https://store.example/object', mark: null },
  ]);
});

test('Signed links are followed on the server of the page, whatever address they name.', async () => {
  const { api, sent } = record(200);
  await api.fetch('https://trainyard.example.com/links/abc.def/a%20b.png?x=1');
  await api.fetch('https://trainyard.example.com/links/abc.def/big.mp4', { method: 'PUT' });
  expect(sent).toEqual([
    { path: '/links/abc.def/a%20b.png?x=1', mark: null },
    { path: '/links/abc.def/big.mp4', mark: null },
  ]);
});

test('An answer 401 ends the session, but not where it is the session that was asked for.', async () => {
  const { api, countSignedOut } = record(401);
  await expect(api.client.listJobs()).rejects.toMatchObject({ status: 401 });
  expect(countSignedOut()).toBe(1);
  await api.fetch('/prod/v1/session', { method: 'POST' });
  await api.fetch('https://store.example/object');
  expect(countSignedOut()).toBe(1);
});
