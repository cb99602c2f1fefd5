import { expect, test } from 'vitest';
import { type CaptionOutcome, createCaptionGatherer } from './gather-captions.ts';

function gathererOf(answer: (name: string) => CaptionOutcome | undefined = () => null) {
  const calls: string[][] = [];
  const gatherer = createCaptionGatherer({
    async write(captions) {
      calls.push([...captions.keys()]);
      const outcomes = new Map<string, CaptionOutcome>();
      for (const name of captions.keys()) {
        const outcome = answer(name);
        if (outcome !== undefined) outcomes.set(name, outcome);
      }
      return outcomes;
    },
    mostAtOnce: 3,
    mostCharacters: 100,
    gatherMs: 5,
  });
  const { signal } = new AbortController();
  return { calls, send: (name: string, text = 'x') => gatherer.send(name, text, signal), gatherer };
}

test('Captions that come together are written together, no more at once than may be.', async () => {
  const { calls, send } = gathererOf();
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => send(name)));
  expect(calls).toEqual([['a', 'b', 'c'], ['d']]);
});

test('Long ones, and two of one name, are not put together.', async () => {
  const { calls, send } = gathererOf();
  await Promise.all([send('a', 'x'.repeat(60)), send('b', 'x'.repeat(60)), send('b', 'again')]);
  expect(calls).toEqual([['a'], ['b'], ['b']]);
});

test('Each hears what became of it.', async () => {
  const { send } = gathererOf((name) =>
    name === 'b' ? new Error('refused') : name === 'c' ? undefined : null,
  );
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => send(name)));
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { reason: { message: 'refused' } },
    { reason: { message: 'The server passed over c.' } },
  ]);
});

test('All hear of a call that failed.', async () => {
  const { signal } = new AbortController();
  const gatherer = createCaptionGatherer({
    write: () => Promise.reject(new Error('no answer')),
    ...{ mostAtOnce: 10, mostCharacters: 100, gatherMs: 1 },
  });
  const results = await Promise.allSettled(['a', 'b'].map((name) => gatherer.send(name, '', signal)));
  expect(results.map((result) => 'reason' in result && String(result.reason))).toEqual([
    'Error: no answer',
    'Error: no answer',
  ]);
});

test('What is canceled before it was sent is not sent.', async () => {
  const { calls, send, gatherer } = gathererOf();
  const stopping = new AbortController();
  const canceled = gatherer.send('a', 'x', stopping.signal);
  const kept = send('b');
  stopping.abort();
  await expect(canceled).rejects.toThrow('The upload was canceled.');
  await kept;
  expect(calls).toEqual([['b']]);
});
