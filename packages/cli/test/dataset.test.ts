import { mkdirSync, writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fetch } from '@trainyard/core';
import { expect, test } from 'vitest';
import type { IoClock } from '../src/io.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';
import { writePictures } from './support/write-pictures.ts';

const server = useServer();
/** Retries wait for nothing. */
const impatientClock: IoClock = { now: () => Date.now(), sleep: () => Promise.resolve() };

test('a folder becomes a dataset that is ready', async () => {
  const folder = tempFolder();
  await writePictures(folder, 3);
  writeFileSync(join(folder, 'notes.pdf'), 'x');
  writeFileSync(join(folder, '.DS_Store'), 'x');
  mkdirSync(join(folder, 'more'));

  const uploaded = await server.command(['dataset', 'upload', 'dogs', '.', '--create'], { cwd: folder });
  expect(uploaded.err).toContain(
    'Left out: more is a folder.\nLeft out: notes.pdf is not an image, video or caption.\n',
  );
  expect(uploaded.err).toContain('Uploaded 6 files.\n');
  expect(uploaded).toMatchObject({ exitCode: 0, out: 'The dataset "dogs" is READY, with 6 files.\n' });

  const shown = await server.command(['dataset', 'show', 'dogs']);
  expect(shown.out).toMatch(/^dogs \([0-9a-f-]{36}\): READY, 6 files, /);
  expect(shown.out).toMatch(/\npicture_0\.png +image +\d+ B +64×64 +yes\n/);
  const listed = await server.command(['dataset', 'list', '--json']);
  expect(JSON.parse(listed.out)).toMatchObject({
    datasets: [{ name: 'dogs', status: 'READY', file_count: 6 }],
  });

  const again = await server.command(['dataset', 'upload', 'dogs', folder]);
  expect(again.err).toContain('Uploaded 0 files, 6 already there.\n');

  const deleted = await server.command(['dataset', 'delete', 'dogs']);
  expect(deleted.exitCode).toBe(0);
  expect(await server.command(['dataset', 'show', 'dogs'])).toMatchObject({
    exitCode: 3,
    err: 'There is no dataset "dogs" in this account. "trainyard dataset list" shows those there are.\n',
  });
});

test('a file whose connection breaks is tried again, and the others are not held up', async () => {
  const folder = tempFolder();
  await writePictures(folder, 2);
  let failures = 0;
  const fetch: Fetch = (url, init) => {
    if (url.endsWith('/upload') && failures < 2) {
      failures += 1;
      return Promise.reject(new TypeError('fetch failed', { cause: new Error('socket hang up') }));
    }
    return globalThis.fetch(url, init as RequestInit);
  };
  const { exitCode, err } = await server.command(['dataset', 'upload', 'shaky', folder, '--create'], {
    fetch,
    clock: impatientClock,
  });
  expect(err).toMatch(/picture_\d\.\w+: No answer from .*\(socket hang up\)\. Trying again\.\n/);
  expect([exitCode, failures]).toEqual([0, 2]);
});

test('a file that the server will not take is named, and the exit code says so', async () => {
  const folder = tempFolder();
  await writePictures(folder, 1);
  const fetch: Fetch = async (url, init) => {
    if (!url.endsWith('/upload')) return globalThis.fetch(url, init as RequestInit);
    const response = await globalThis.fetch(url, init as RequestInit);
    if ((await response.clone().text()).includes('picture_0.txt')) {
      const body = { error_code: 42202, error_name: 'INVALID_FILE_PATH', error_message: 'Not this one.' };
      return new Response(JSON.stringify(body), { status: 422 });
    }
    return response;
  };
  const { exitCode, err } = await server.command(['dataset', 'upload', 'picky', folder, '--create'], {
    fetch,
  });
  expect(exitCode).toBe(1);
  expect(err).toMatch(/Not uploaded: picture_0\.txt: 42202 \w+: Not this one\.\n/);
  expect(err).toContain('Uploaded 1 file, 1 failed; run the same command again to try those.\n');
});

test('a picture that cannot be decoded ends in a failed dataset and exit code 1', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'broken.png'), 'this is not a picture');
  const { exitCode, out, err } = await server.command(['dataset', 'upload', 'broken', folder, '--create']);
  expect(exitCode).toBe(1);
  expect(out).toContain('The dataset "broken" is FAILED');
  expect(err).toContain('broken.png');
});

test('a file above 150 MB goes by signed URL', async () => {
  const folder = tempFolder();
  const path = join(folder, 'large.mp4');
  writeFileSync(path, '');
  await truncate(path, 150_000_001);
  const calls: string[] = [];
  const fetch: Fetch = (url, init) => {
    calls.push(`${init?.method} ${new URL(url).pathname.split('/').at(-1)}`);
    return globalThis.fetch(url, init as RequestInit);
  };
  const { exitCode, err } = await server.command(
    ['dataset', 'upload', 'large', path, '--create', '--no-wait'],
    { fetch },
  );
  expect(err).toContain('Uploaded 1 file.\n');
  expect(exitCode).toBe(0);
  expect(calls).toContain('POST get-upload-endpoint');
  expect(calls).toContain('PUT large.mp4');
  expect(calls).not.toContain('POST upload');
});

test('nothing is sent while any of the files cannot be', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'a'));
  mkdirSync(join(folder, 'b'));
  for (const name of ['a/x.png', 'b/x.png', 'tool.exe']) writeFileSync(join(folder, name), 'x');
  const { exitCode, err } = await server.command(
    ['dataset', 'upload', 'none', 'a', 'b', 'tool.exe', 'gone.png', '--create'],
    { cwd: folder },
  );
  expect(exitCode).toBe(2);
  expect(err).toContain('Nothing was uploaded:\n');
  expect(err).toContain('tool.exe: the name is not of a supported type');
  expect(err).toContain('gone.png does not exist');
  expect(err).toContain(`${folder}/a/x.png and ${folder}/b/x.png would both be "x.png"`);
  expect((await server.command(['dataset', 'show', 'none'])).exitCode).toBe(3);
});

test('the name of another dataset is refused with its code', async () => {
  expect((await server.command(['dataset', 'create', 'twice'])).exitCode).toBe(0);
  const { exitCode, err } = await server.command(['dataset', 'create', 'twice']);
  expect(exitCode).toBe(3);
  expect(err).toMatch(/^40901 \w+: .*twice.*\n"trainyard explain 40901" says more\.\n$/);
});
