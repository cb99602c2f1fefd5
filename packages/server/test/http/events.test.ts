import { readEvents, type ServerSentEvent } from '@trainyard/core';
import { expect, test } from 'vitest';
import { picture, sharedServer } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

const server = await sharedServer({ gpus: 'ADA_80_PLUS=1' });
const ada = server.as('ada');
await ada.readyDataset('dogs', { 'a.jpg': picture });
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

/** Reads the events of a job until `enough` says so, then hangs up. */
async function follow(
  id: string,
  enough: (events: readonly ServerSentEvent[]) => boolean,
  lastEventId?: string,
): Promise<ServerSentEvent[]> {
  const hangUp = new AbortController();
  const response = await fetch(`${server.url}${jobs}/${id}/events`, {
    headers: {
      authorization: `Bearer ${ada.token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: hangUp.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const events: ServerSentEvent[] = [];
  if (response.body === null) throw new Error('There is no stream.');
  for await (const event of readEvents(response.body)) {
    events.push(event);
    if (enough(events)) break;
  }
  hangUp.abort();
  return events;
}

/** The history among events: `progress` is shown live only, and carries no id of its own. */
const history = (events: readonly ServerSentEvent[]) =>
  events.filter(({ type }) => type !== 'progress').map(({ id, type, data }) => ({ id, type, data }));
const hasEnded = (events: readonly ServerSentEvent[]) =>
  events.some(({ type, data }) => type === 'status' && JSON.parse(data).to === 'STOPPED');

test('the stream tells the whole life of a job while it happens', async () => {
  const id = await ada.submitted(trainConfig({ name: 'live', dataset: 'dogs', steps: 30 }));
  const events = await follow(id, hasEnded);
  const changes = events
    .filter(({ type }) => type === 'status')
    .map(({ data }) => [JSON.parse(data).from, JSON.parse(data).to]);
  expect(changes).toEqual([
    ['IN_QUEUE', 'RUNNING'],
    ['RUNNING', 'STOPPED'],
  ]);
  expect(events[0]?.type).toBe('submitted');
  for (const { data } of history(events)) expect(JSON.parse(data).at).toMatch(/^\d{4}-.*Z$/);
  const steps = events
    .filter(({ type }) => type === 'progress')
    .map(({ data }) => JSON.parse(data).progress.current_step);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

test('resumed after any event, the stream goes on without gap and without double', async () => {
  const id = await ada.submitted(trainConfig({ name: 'resumable', dataset: 'dogs', steps: 10 }));
  const whole = history(await follow(id, hasEnded));
  const ids = whole.map((event) => event.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [index, event] of whole.entries()) {
    const rest = whole.slice(index + 1);
    if (rest.length === 0) break;
    const resumed = history(await follow(id, (events) => history(events).length === rest.length, event.id));
    expect(resumed).toEqual(rest);
  }
});

test('a connection that breaks again and again loses nothing', async () => {
  const id = await ada.submitted(trainConfig({ name: 'breaking', dataset: 'dogs', steps: 60 }));
  const pieced: ReturnType<typeof history> = [];
  while (!pieced.some(({ type, data }) => type === 'status' && JSON.parse(data).to === 'STOPPED')) {
    const events = await follow(id, (so) => history(so).length > 0, pieced.at(-1)?.id ?? '0');
    pieced.push(...history(events));
  }
  expect(pieced).toEqual(history(await follow(id, hasEnded)));
});

test('a Last-Event-ID that is no number begins at the beginning', async () => {
  const id = await ada.submitted(trainConfig({ name: 'odd', dataset: 'dogs', steps: 2 }));
  for (const odd of ['abc', '-1', '', '1e9']) {
    expect((await follow(id, (events) => events.length > 0, odd))[0]?.type).toBe('submitted');
  }
});
