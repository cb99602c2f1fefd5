import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { artifactKey, datasetFileKey, datasetPrefix } from '../../src/storage/object-key.ts';
import {
  type ObjectKey,
  ObjectMissingError,
  ObjectSizeError,
  type ObjectStore,
  ObjectTooLargeError,
  SourceError,
} from '../../src/storage/object-store.ts';
import { waitFor } from '../support/wait-for.ts';

const noLimit = { maxBytes: Number.MAX_SAFE_INTEGER };

/** What every object store must do. `open` gives a new, empty one that goes away with the running test. */
export function objectStoreSuite(name: string, open: () => Promise<ObjectStore>): void {
  describe(`the object store "${name}"`, () => {
    test.each([0, 1, 65_536, 999_999, 1_000_000, 1_000_001, 5_300_007])(
      'gives back the %i bytes that were put, with their size and hash',
      async (size) => {
        const store = await open();
        const key = newKey();
        const bytes = randomBytes(size);
        const info = await store.put(key, inChunks(bytes, 70_001), noLimit);
        expect(info).toEqual({ sizeBytes: size, sha256: createHash('sha256').update(bytes).digest('hex') });
        expect(await store.head(key)).toEqual({ sizeBytes: size });
        expect((await buffer(await store.read(key))).equals(bytes)).toBe(true);
      },
    );

    test('reads the bytes of a range, both ends included', async () => {
      const store = await open();
      const key = newKey();
      await store.put(key, Readable.from([Buffer.from('0123456789')]), noLimit);
      const read = async (start: number, end: number) =>
        (await buffer(await store.read(key, { start, end }))).toString();
      expect([await read(0, 0), await read(2, 5), await read(9, 9), await read(0, 9)]).toEqual([
        '0',
        '2345',
        '9',
        '0123456789',
      ]);
    });

    test('takes exactly as many bytes as allowed, and refuses one more without leaving a trace', async () => {
      const store = await open();
      const [fits, over] = [newKey(), newKey()];
      await store.put(fits, inChunks(Buffer.alloc(200_000), 1000), { maxBytes: 200_000 });
      const put = store.put(over, inChunks(Buffer.alloc(200_001), 1000), { maxBytes: 200_000 });
      await expect(put).rejects.toThrow(ObjectTooLargeError);
      expect(await store.head(over)).toBeNull();
    });

    test('refuses too many bytes as soon as they arrive, not at the end of the stream', async () => {
      const store = await open();
      const endless = new PassThrough();
      endless.write(Buffer.alloc(11));
      await expect(store.put(newKey(), endless, { maxBytes: 10 })).rejects.toThrow(ObjectTooLargeError);
      expect(endless.destroyed).toBe(true);
    });

    test.each([9, 11])('refuses %i bytes where exactly 10 were announced', async (size) => {
      const store = await open();
      const key = newKey();
      const put = store.put(key, Readable.from([Buffer.alloc(size)]), { maxBytes: 100, exactBytes: 10 });
      await expect(put).rejects.toThrow(ObjectSizeError);
      expect(await store.head(key)).toBeNull();
    });

    test('a stream that breaks off leaves nothing behind', async () => {
      const store = await open();
      const key = newKey();
      const source = new PassThrough();
      const put = store.put(key, source, noLimit);
      source.write(Buffer.alloc(3_000_000));
      source.destroy(new Error('gone'));
      await expect(put).rejects.toThrow(SourceError);
      expect(await store.head(key)).toBeNull();
      expect(await keysUnder(store, prefixOf(key))).toEqual([]);
    });

    test('nothing is to be seen of an object before it is whole', async () => {
      const store = await open();
      const key = newKey();
      const source = new PassThrough();
      const put = store.put(key, source, noLimit);
      source.write(Buffer.alloc(3_000_000));
      await waitFor('the bytes to be taken', () => source.readableLength === 0);
      expect(await store.head(key)).toBeNull();
      expect(await keysUnder(store, prefixOf(key))).toEqual([]);
      source.end();
      await put;
      expect(await store.head(key)).toEqual({ sizeBytes: 3_000_000 });
    });

    test('a missing object is null to head and an error of its own to read', async () => {
      const store = await open();
      expect(await store.head(newKey())).toBeNull();
      await expect(store.read(newKey())).rejects.toThrow(ObjectMissingError);
    });

    test('deleting takes the object away, and deleting again succeeds', async () => {
      const store = await open();
      const key = newKey();
      await store.put(key, Readable.from([Buffer.from('x')]), noLimit);
      await store.delete(key);
      expect(await store.head(key)).toBeNull();
      await store.delete(key);
    });

    test('who reads an object while it is deleted reads it to its end', async () => {
      const store = await open();
      const key = newKey();
      const bytes = randomBytes(2_000_000);
      await store.put(key, Readable.from([bytes]), noLimit);
      const stream = await store.read(key);
      await store.delete(key);
      expect((await buffer(stream)).equals(bytes)).toBe(true);
    });

    test('lists the keys under a prefix and no others', async () => {
      const store = await open();
      const dataset = randomUUID();
      const keys = [1, 2, 3].map(() => datasetFileKey(dataset, randomUUID()));
      const others = [newKey(), artifactKey(dataset, randomUUID())];
      for (const key of [...keys, ...others])
        await store.put(key, Readable.from([Buffer.from('x')]), noLimit);
      expect((await keysUnder(store, datasetPrefix(dataset))).sort()).toEqual([...keys].sort());
      expect(await keysUnder(store, datasetPrefix(randomUUID()))).toEqual([]);
    });

    test('puts into one new prefix at the same time all succeed', async () => {
      const store = await open();
      const dataset = randomUUID();
      const keys = Array.from({ length: 20 }, () => datasetFileKey(dataset, randomUUID()));
      await Promise.all(keys.map((key) => store.put(key, Readable.from([Buffer.from(key)]), noLimit)));
      expect((await keysUnder(store, datasetPrefix(dataset))).sort()).toEqual([...keys].sort());
    });

    test('the listing token, where there is one, changes with every put and delete', async () => {
      const store = await open();
      const dataset = randomUUID();
      const seen = new Set<string>();
      const keys = Array.from({ length: 4 }, () => datasetFileKey(dataset, randomUUID()));
      const observe = async () => {
        const token = await store.listingToken(datasetPrefix(dataset));
        if (token !== null) expect(seen.has(token)).toBe(false);
        if (token !== null) seen.add(token);
      };
      await observe();
      for (const key of keys) {
        await store.put(key, Readable.from([Buffer.from('x')]), noLimit);
        await observe();
      }
      for (const key of keys.slice(1)) {
        await store.delete(key);
        await observe();
      }
    });

    test('says that it can store, when it can', async () => {
      await (await open()).check();
    });
  });
}

function newKey(): ObjectKey {
  return datasetFileKey(randomUUID(), randomUUID());
}

function prefixOf(key: ObjectKey): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

async function keysUnder(store: ObjectStore, prefix: string): Promise<ObjectKey[]> {
  const keys: ObjectKey[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

function inChunks(bytes: Buffer, size: number): Readable {
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)));
}
