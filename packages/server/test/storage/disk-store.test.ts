import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createDiskStore } from '../../src/storage/disk-store.ts';
import { datasetFileKey, datasetPrefix } from '../../src/storage/object-key.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { objectStoreSuite } from './object-store-suite.ts';

const limits = { maxBytes: 1_000_000 };

objectStoreSuite('disk', () => createDiskStore({ root: join(tempFolder(), 'store') }));

describe('the disk store', () => {
  test('keeps its files and folders from other users of the machine', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    const key = datasetFileKey(randomUUID(), randomUUID());
    await store.put(key, Readable.from([Buffer.from('x')]), limits);
    const path = store.localPath(key) ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const folder of [root, join(path, '..')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('a process killed in the middle of a put leaves nothing that could be read', async () => {
    const root = join(tempFolder(), 'store');
    const [dataset, file] = [randomUUID(), randomUUID()];
    const child = forkSource(new URL('./put-forever-process.ts', import.meta.url), [root, dataset, file]);
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await createDiskStore({ root });
    expect(await store.head(datasetFileKey(dataset, file))).toBeNull();
    const keys: string[] = [];
    for await (const key of store.list(datasetPrefix(dataset))) keys.push(key);
    expect(keys).toEqual([]);
    expect(readdirSync(join(root, 'tmp'))).toHaveLength(1);
  });

  test('old left-overs go when the store is opened, young ones may belong to somebody', async () => {
    const root = join(tempFolder(), 'store');
    await createDiskStore({ root });
    for (const name of ['old', 'young']) writeFileSync(join(root, 'tmp', name), 'x');
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    utimesSync(join(root, 'tmp', 'old'), longAgo, longAgo);
    await createDiskStore({ root });
    expect(readdirSync(join(root, 'tmp'))).toEqual(['young']);
  });

  test('left-overs of the last hours go while the store is open, and what is being written stays', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    const slow = new PassThrough();
    const key = datasetFileKey(randomUUID(), randomUUID());
    const put = store.put(key, slow, { maxBytes: 10 });
    slow.write('x');
    const [underWay = ''] = await waitFor('the file', () => {
      const names = readdirSync(join(root, 'tmp'));
      return names.length === 1 && names;
    });
    const earlier = new Date(Date.now() - 2 * 60 * 60 * 1000);
    writeFileSync(join(root, 'tmp', 'left'), 'x');
    for (const name of ['left', underWay]) utimesSync(join(root, 'tmp', name), earlier, earlier);
    await store.sweep();
    expect(readdirSync(join(root, 'tmp'))).toEqual([underWay]);
    slow.end();
    expect(await put).toMatchObject({ sizeBytes: 1 });
  });

  test('a disk that cannot be written is an error of the put and of the check, and nothing is left', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    rmSync(join(root, 'tmp'), { recursive: true });
    writeFileSync(join(root, 'tmp'), 'a file where the folder should be');
    const key = datasetFileKey(randomUUID(), randomUUID());
    const bytes = Readable.from([Buffer.from('x')]);
    await expect(store.put(key, bytes, limits)).rejects.toThrow(/ENOTDIR/);
    expect(bytes.destroyed).toBe(true);
    expect(await store.head(key)).toBeNull();
    await expect(store.check()).rejects.toThrow(/ENOTDIR/);
  });

  test('a folder that cannot be listed is an error, one that is not there is empty', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    const dataset = randomUUID();
    expect(await store.listingToken(datasetPrefix(dataset))).toBe('none');
    mkdirSync(join(root, 'files', 'datasets'), { recursive: true });
    writeFileSync(join(root, 'files', 'datasets', dataset), 'a file where the folder should be');
    await expect(store.listingToken(datasetPrefix(dataset))).rejects.toThrow(/ENOTDIR/);
    await expect(store.list(datasetPrefix(dataset))[Symbol.asyncIterator]().next()).rejects.toThrow(
      /ENOTDIR/,
    );
  });

  test('a disk that has gone altogether is not taken for an empty one', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    rmSync(root, { recursive: true });
    const prefix = datasetPrefix(randomUUID());
    await expect(store.listingToken(prefix)).rejects.toThrow(/ENOENT/);
    await expect(store.list(prefix)[Symbol.asyncIterator]().next()).rejects.toThrow(/ENOENT/);
  });

  test('a folder that has just changed has no token, one at rest keeps its own', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    const dataset = randomUUID();
    const key = datasetFileKey(dataset, randomUUID());
    await store.put(key, Readable.from([Buffer.from('x')]), limits);
    expect(await store.listingToken(datasetPrefix(dataset))).toBeNull();
    const token = await waitFor('the folder to be at rest', () => store.listingToken(datasetPrefix(dataset)));
    expect(await store.listingToken(datasetPrefix(dataset))).toBe(token);
  });

  test('entries of the folder that are no objects are no objects', async () => {
    const root = join(tempFolder(), 'store');
    const store = await createDiskStore({ root });
    const [dataset, file] = [randomUUID(), randomUUID()];
    await store.put(datasetFileKey(dataset, file), Readable.from([Buffer.from('x')]), limits);
    const folder = join(root, 'files', 'datasets', dataset);
    writeFileSync(join(folder, '.DS_Store'), '');
    mkdirSync(join(folder, 'lost+found'));
    symlinkSync('/etc/passwd', join(folder, randomUUID()));
    const keys: string[] = [];
    for await (const key of store.list(datasetPrefix(dataset))) keys.push(key);
    expect(keys).toEqual([datasetFileKey(dataset, file)]);
  });
});
