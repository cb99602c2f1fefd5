import { expect, test, vi } from 'vitest';
import { createUploadList, type Send, type UploadListOptions } from './upload-list.ts';

function listOf(send: Send<string>, options: Partial<UploadListOptions<string>> = {}) {
  const onIdle = vi.fn<() => void>();
  const list = createUploadList<string>({
    send,
    describe: (error) => ({ reason: String(error), canRetry: String(error).includes('passing') }),
    onIdle,
    retryDelaysMs: [1, 1],
    concurrency: 3,
    ...options,
  });
  return { list, onIdle };
}

const files = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    filename: `${index}.jpg`,
    sizeBytes: 10,
    source: `${index}`,
  }));

test('Every file is sent, no more than a few at once, and then it is quiet.', async () => {
  let now = 0;
  let most = 0;
  const sent: string[] = [];
  const { list, onIdle } = listOf(async ({ source }) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    sent.push(source);
    now -= 1;
  });
  list.add(files(50));
  await vi.waitFor(() => expect(onIdle).toHaveBeenCalled());
  expect(sent.toSorted((a, b) => Number(a) - Number(b))).toEqual(files(50).map(({ source }) => source));
  expect(most).toBe(3);
  expect(list.snapshot()).toMatchObject({ counts: { done: 50 }, sentBytes: 500, isActive: false });
});

test('A passing failure is tried again by itself; one that stays is listed with its reason until tried again.', async () => {
  const tries = new Map<string, number>();
  const { list } = listOf(async ({ source }) => {
    const count = (tries.get(source) ?? 0) + 1;
    tries.set(source, count);
    if (source === '0' && count < 3) throw new Error('passing');
    if (source === '1' && count < 2) throw new Error('broken');
  });
  list.add(files(2));
  await vi.waitFor(() => expect(list.snapshot().isActive).toBe(false));
  expect(list.snapshot().uploads).toMatchObject([
    { state: 'done' },
    { state: 'failed', reason: 'Error: broken' },
  ]);
  list.retryFailed();
  await vi.waitFor(() => expect(list.snapshot().counts.done).toBe(2));
});

test('What waits for its next try says why, and waits as long as it was told to.', async () => {
  const waits: number[] = [];
  const later = vi.spyOn(globalThis, 'setTimeout');
  const { list } = listOf(
    async () => {
      throw new Error('passing');
    },
    {
      describe: () => ({ reason: 'The disk is full.', canRetry: true, retryAfterMs: 4_321 }),
      retryDelaysMs: [1],
    },
  );
  list.add(files(1));
  await vi.waitFor(() =>
    expect(list.snapshot().uploads).toMatchObject([{ state: 'waiting', reason: 'The disk is full.' }]),
  );
  waits.push(...later.mock.calls.map(([, ms]) => ms ?? 0));
  later.mockRestore();
  expect(waits).toContain(4_321);
  list.cancel();
  expect(list.snapshot().counts.canceled).toBe(1);
});

test('A failure that never passes is given up after the last wait.', async () => {
  let tries = 0;
  const { list } = listOf(async () => {
    tries += 1;
    throw new Error('passing, it says');
  });
  list.add(files(1));
  await vi.waitFor(() => expect(list.snapshot().counts.failed).toBe(1));
  expect(tries).toBe(3);
});

test('Canceling stops what is not done, and keeps what is.', async () => {
  const { list } = listOf(({ source }, { signal }) =>
    source === '0'
      ? Promise.resolve()
      : new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
  );
  list.add(files(10));
  await vi.waitFor(() => expect(list.snapshot().counts).toMatchObject({ done: 1, sending: 3 }));
  list.cancel();
  expect(list.snapshot().counts).toMatchObject({ done: 1, canceled: 9, waiting: 0, sending: 0 });
  list.clear();
  expect(list.snapshot().uploads).toEqual([]);
});

test('A snapshot stays the same until something changes, and listeners are told then.', async () => {
  const { list } = listOf(() => Promise.resolve());
  const before = list.snapshot();
  expect(list.snapshot()).toBe(before);
  const listener = vi.fn<() => void>();
  list.subscribe(listener);
  list.refuse([{ filename: 'notes.docx', reason: 'Not of a supported type.' }]);
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
  expect(list.snapshot()).not.toBe(before);
  expect(list.snapshot().counts.refused).toBe(1);
});

test('Files that are sent together do not wait for each other, and it is quiet when all have gone.', async () => {
  const held: (() => void)[] = [];
  const { list, onIdle } = listOf(
    ({ filename }) =>
      filename.endsWith('.txt') ? new Promise((resolve) => held.push(resolve)) : Promise.resolve(),
    { gathered: { takes: ({ filename }) => filename.endsWith('.txt'), concurrency: 20 } },
  );
  list.add([...files(10), ...files(10).map((file) => ({ ...file, filename: `${file.source}.txt` }))]);
  await vi.waitFor(() => expect(list.snapshot().counts).toMatchObject({ done: 10, sending: 10 }));
  expect(onIdle).not.toHaveBeenCalled();
  for (const release of held) release();
  await vi.waitFor(() => expect(onIdle).toHaveBeenCalledTimes(1));
  expect(list.snapshot().counts.done).toBe(20);
});
