import { expect, test } from 'vitest';
import { createLogStore, type LogPage } from './log-store.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const { signal } = new AbortController();

/** A log on a server that counts how often it is read. */
function serve(start: string) {
  let bytes = encoder.encode(start);
  let ended = false;
  const reads: number[] = [];
  return {
    reads,
    add(text: string) {
      bytes = new Uint8Array([...bytes, ...encoder.encode(text)]);
    },
    end() {
      ended = true;
    },
    async read(offset: number, limit: number): Promise<LogPage> {
      reads.push(offset);
      let end = Math.min(bytes.length, offset + limit);
      while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
      const text = decoder.decode(bytes.subarray(offset, end));
      return { text, next_offset: end, complete: ended && end === bytes.length };
    },
  };
}

const linesOf = (store: ReturnType<typeof createLogStore>) =>
  Array.from({ length: store.lineCount() }, (_, number) => store.line(number));

test('Lines that a page cuts, also within a character, come whole.', async () => {
  const text = Array.from({ length: 40 }, (_, number) => `line ${number} äöü…`).join('\n');
  const server = serve(`${text}\n`);
  const store = createLogStore({ read: server.read, pageBytes: 50 });
  expect(await store.readOn(signal)).toBe(true);
  expect(linesOf(store).join('\n')).toBe(text);
  expect(await store.readOn(signal)).toBe(false);
});

test('A line that is still being written waits for its end, unless the job has ended.', async () => {
  const server = serve('one\ntw');
  const store = createLogStore({ read: server.read });
  await store.readOn(signal);
  expect(linesOf(store)).toEqual(['one']);
  server.add('o\nthree');
  await store.readOn(signal);
  expect(linesOf(store)).toEqual(['one', 'two']);
  expect(store.isComplete()).toBe(false);
  server.end();
  await store.readOn(signal);
  expect(linesOf(store)).toEqual(['one', 'two', 'three']);
  expect(store.isComplete()).toBe(true);
});

test('A line longer than a page is shown in pieces rather than never.', async () => {
  const server = serve(`${'x'.repeat(100)}\nend\n`);
  const store = createLogStore({ read: server.read, pageBytes: 40 });
  await store.readOn(signal);
  expect(linesOf(store).join('')).toBe(`${'x'.repeat(100)}end`);
});

test('Text beyond the bound leaves the memory, and is read again when it is looked at.', async () => {
  const lines = Array.from({ length: 200 }, (_, number) => `line ${number}`);
  const server = serve(`${lines.join('\n')}\n`);
  const store = createLogStore({ read: server.read, pageBytes: 100, mostPages: 3 });
  await store.readOn(signal);
  expect(store.lineCount()).toBe(200);
  expect(linesOf(store).filter((line) => line !== null).length).toBeLessThan(60);
  expect(store.line(0)).toBeNull();
  expect(await store.ensure(0, 5, signal)).toBe(true);
  expect(store.line(0)).toBe('line 0');
  expect(store.line(199)).toBe('line 199');
});

test('A search looks through everything, also what is not in memory, up to its bound.', async () => {
  const lines = Array.from({ length: 200 }, (_, number) => (number % 50 === 7 ? 'found' : `line ${number}`));
  const store = createLogStore({
    read: serve(`${lines.join('\n')}\n`).read,
    pageBytes: 100,
    mostPages: 2,
  });
  await store.readOn(signal);
  const fits = (line: string) => line.includes('found');
  expect(await store.find(fits, 100, signal)).toEqual([7, 57, 107, 157]);
  expect(await store.find(fits, 2, signal)).toEqual([7, 57]);
  await expect(store.find(fits, 2, AbortSignal.abort())).rejects.toThrow();
});
