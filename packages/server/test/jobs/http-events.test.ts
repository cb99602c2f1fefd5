import { expect, onTestFinished, test } from 'vitest';
import { buildServer, picture } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

const base = '/prod/v1/trainers/ai-toolkit/jobs';

test('events are streamed over HTTP, go on after Last-Event-ID, and do not keep a server from closing', async () => {
  const server = await buildServer();
  let isClosed = false;
  onTestFinished(async () => {
    if (!isClosed) await server.close();
  });
  const api = server.as('ada');
  await api.readyDataset('dogs', { 'a.jpg': picture });
  const id = await api.submitted(trainConfig({ name: 'lora', dataset: 'dogs' }));
  await api.job(id, 'POST', 'cancel');
  await api.jobReaches(id, 'CANCELED');

  const open = async (headers: Record<string, string>) => {
    const response = await fetch(`${server.url}${base}/${id}/events`, {
      headers: { authorization: `Bearer ${api.token}`, ...headers },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    return async (isEnough: (text: string) => boolean) => {
      let text = '';
      while (!isEnough(text)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) break;
        text += value;
      }
      return text;
    };
  };
  const read = await open({});
  const text = await read((all) => all.includes('"to":"CANCELED"'));
  expect(text).toContain('event: submitted');
  const firstId = /^id: (\d+)$/m.exec(text)?.[1] ?? '';
  const readRest = await open({ 'last-event-id': firstId });
  const rest = await readRest((all) => all.includes('"to":"CANCELED"'));
  expect(rest).not.toContain('event: submitted');

  const closing = performance.now();
  await server.close();
  isClosed = true;
  expect(performance.now() - closing).toBeLessThan(5000);
  await read(() => false).catch(() => undefined);
});

test('the events of a job of another account are not found', async () => {
  const server = await buildServer();
  onTestFinished(() => server.close());
  await server.as('ada').readyDataset('dogs', { 'a.jpg': picture });
  const id = await server.as('ada').submitted(trainConfig({ name: 'lora', dataset: 'dogs' }));
  const reply = await server.as('ben').get(`${base}/${id}/events`);
  expect(reply.body.error_code).toBe(40451);
  await server.as('ada').job(id, 'POST', 'cancel');
  await server.as('ada').jobReaches(id, 'CANCELED', 'STOPPED');
});
