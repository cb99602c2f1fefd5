import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';
import { put, type Reply } from './dataset-client.ts';
import { startDatasetServer } from './dataset-server.ts';

for (const dialect of databases) {
  describe(`signed uploads on ${dialect.name}`, () => {
    test('URLs that nobody uses stop counting when they expire, and are good for nothing then', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const url = await ada.signOne(id, 'a.txt', 3);
      expect((await ada.status(id)).body.status).toBe('UPLOADING');
      server.clock.advance(60_001);
      expect((await ada.status(id)).body.status).toBe('DRAFT');
      expect((await put(url, 'abc')).status).toBe(403);
      await server.reclaim();
      expect(await server.db.query.selectFrom('uploads').selectAll().execute()).toEqual([]);
    });

    test('a PUT that is repeated on the same link is a new version of the same file', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const url = await ada.signOne(id, 'a.txt', 3);
      for (const text of ['abc', 'abc', 'xyz']) expect((await put(url, text)).status).toBe(204);
      await server.reclaim();
      expect((await put(url, 'end')).status).toBe(204);
      const { body } = await ada.status(id);
      expect(body.files).toMatchObject([{ filename: 'a.txt', size_bytes: 3 }]);
      expect((await ada.call('GET', `/${id}/files/a.txt`)).body).toBe('end');
    });

    test('a second set of URLs for the same names does not keep the first one counting', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.signOne(id, 'a.txt', 3);
      await put(await ada.signOne(id, 'a.txt', 3), 'abc');
      await server.acceptAll();
      expect((await ada.status(id)).body.status).toBe('READY');
    });

    test('a link of a deleted or FAILED dataset takes nothing', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const [deleted, failed] = [await ada.createId(), await ada.createId()];
      const [toDeleted, toFailed] = [
        await ada.signOne(deleted, 'a.txt', 3),
        await ada.signOne(failed, 'a.txt', 3),
      ];
      await ada.call('DELETE', `/${deleted}`);
      expect((await put(toDeleted, 'abc')).status).toBe(403);
      await ada.upload(failed, 'broken.png', 'x');
      await waitFor('the failure', async () => (await ada.status(failed)).body.status === 'FAILED');
      expect((await put(toFailed, 'abc')).body.error_code).toBe(42204);
      expect((await ada.status(failed)).body.files).toMatchObject([{ filename: 'broken.png' }]);
    });

    test('five thousand names get their URLs in one call', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const sizes = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`img_${i}.png`, i + 1]));
      const { status, body } = await ada.sign(id, sizes);
      expect(status).toBe(200);
      expect(Object.keys(body.uploads)).toHaveLength(5000);
      expect(new Set(Object.values(body.uploads).map((upload) => JSON.stringify(upload))).size).toBe(5000);
    });
  });
}

describe('what a signed upload takes', () => {
  const [dialect] = databases;
  if (dialect === undefined) throw new Error('There is no database to test on.');

  test.each([
    ['nothing', undefined, 42205, /must map/],
    ['null', null, 42205, /must map/],
    ['a list', ['a.png'], 42205, /must map/],
    ['a text', 'a.png', 42205, /must map/],
    ['an empty map', {}, 42205, /names no file/],
    ['a size as text', { 'a.png': '12' }, 42205, /whole number of bytes, not "12"/],
    ['a broken size', { 'a.png': 1.5 }, 42205, /whole number of bytes, not 1\.5/],
    ['a negative size', { 'a.png': -1 }, 42205, /whole number/],
    ['an empty picture', { 'a.png': 0 }, 42205, /only a caption can be empty/],
    ['a bad type', { 'a.png': 1, 'b.exe': 1 }, 42202, /"b\.exe" is not of a supported type/],
    ['a path', { '../a.png': 1 }, 42202, /path separator/],
    ['a size over the limit', { 'a.mp4': 1001 }, 42203, /"a\.mp4" is larger than 1,000 bytes/],
  ])('not %s', async (_, sizes, code, message) => {
    const server = await startDatasetServer(dialect, { signedUploadMaxBytes: 1000 });
    const ada = server.as('ada');
    const id = await ada.createId();
    const { status, body } = await ada.sign(id, sizes);
    expect([status, body.error_code]).toEqual([422, code]);
    expect(body.error_message).toMatch(message);
    expect((await ada.status(id)).body.status).toBe('DRAFT');
  });

  test('a file of exactly the limit, and an empty caption', async () => {
    const server = await startDatasetServer(dialect, { signedUploadMaxBytes: 1000 });
    const ada = server.as('ada');
    const id = await ada.createId();
    expect((await put(await ada.signOne(id, 'a.png', 1000), Buffer.alloc(1000))).status).toBe(204);
    expect((await put(await ada.signOne(id, 'a.txt', 0), '')).status).toBe(204);
    expect((await ada.status(id)).body.file_count).toBe(2);
  });

  test('no other size, name, method or signature than the link was made for', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const url = await ada.signOne(id, 'a.txt', 5);
    const refusals: [string, Promise<Reply>, number][] = [
      ['too few bytes', put(url, 'four'), 400],
      ['too many bytes', put(url, 'sixsix'), 400],
      ['no bytes', put(url, ''), 400],
      ['another name', put(url.replace(/a\.txt$/, 'b.txt'), 'fives'), 403],
      [
        'another signature',
        put(
          url.replace(/.(?=\/a\.txt$)/, (c) => (c === 'A' ? 'Q' : 'A')),
          'fives',
        ),
        403,
      ],
      ['a download', reply(fetch(url)), 403],
    ];
    for (const [what, refused, status] of refusals) {
      const { status: given, body } = await refused;
      expect([what, given, body.error_code]).toEqual([what, status, null]);
    }
    await server.reclaim();
    expect(await server.objects()).toEqual([]);
    expect((await put(url, 'fives')).status).toBe(204);
  });

  test('no body without a Content-Length, and none that is shorter than it says', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const url = await ada.signOne(id, 'a.txt', 5);
    const send = (headers: Record<string, string>) => {
      const outgoing = request(url, { method: 'PUT', headers });
      outgoing.on('error', () => {});
      onTestFinished(() => void outgoing.destroy());
      const status = new Promise<number>((resolve) => {
        outgoing.on('response', (response) => resolve(response.resume().statusCode ?? 0));
      });
      return { outgoing, status };
    };
    const chunked = send({ 'transfer-encoding': 'chunked' });
    chunked.outgoing.end('fives');
    expect(await chunked.status).toBe(411);

    const cut = send({ 'content-length': '5' });
    cut.outgoing.write('fi');
    const uploads = () =>
      server.db.query.selectFrom('uploads').select('id').where('method', '=', 'direct').execute();
    await waitFor('the upload to begin', async () => (await uploads()).length === 1);
    cut.outgoing.destroy();
    await waitFor('the upload to be forgotten', async () => (await uploads()).length === 0);
    await server.reclaim();
    expect(await server.objects()).toEqual([]);
    expect((await ada.status(id)).body.files).toEqual([]);
  });
});

async function reply(response: Promise<Response>): Promise<Reply> {
  const { status, headers, ...rest } = await response.then(async (r) => ({
    status: r.status,
    headers: r.headers,
    body: await r.json(),
  }));
  return { status, headers, body: rest.body };
}
