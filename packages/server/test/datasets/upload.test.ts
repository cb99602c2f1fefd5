import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';
import type { DatasetClient } from './dataset-client.ts';
import { media, startDatasetServer } from './dataset-server.ts';

const boundary = 'b0undary';
const type = `multipart/form-data; boundary=${boundary}`;

/** A multipart body of the given parts: header lines and content. */
function form(...parts: readonly (readonly [disposition: string, content: string])[]): string {
  const written = parts.map(
    ([disposition, content]) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`,
  );
  return `${written.join('')}--${boundary}--\r\n`;
}

const firstBytes = 'the first bytes of the file, more than the boundary has';

/** Begins an upload and leaves the rest to the test. */
function openUpload(client: DatasetClient, id: string, filename: string) {
  const url = `${client.url}/prod/v1/trainers/datasets/${id}/upload`;
  const outgoing = request(url, { method: 'POST', headers: { ...client.headers, 'content-type': type } });
  outgoing.on('error', () => {});
  outgoing.write(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\n`,
  );
  // The parser of the server looks at what follows the header before it says anything.
  outgoing.write(firstBytes);
  onTestFinished(() => void outgoing.destroy());
  const answer = new Promise<{ status: number; body: { error_code: number | null; error_message: string } }>(
    (resolve, reject) => {
      outgoing.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      });
      outgoing.on('close', () => reject(new Error('The connection ended without an answer.')));
    },
  );
  answer.catch(() => {});
  return { outgoing, answer };
}

for (const dialect of databases) {
  describe(`direct uploads on ${dialect.name}`, () => {
    test('the same name again replaces the file, and readers see the old or the new one, whole', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const versions = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000));
      await ada.upload(id, 'x.txt', versions[0] ?? '');
      let done = false;
      const seen = new Set<string>();
      const reading = (async () => {
        while (!done) {
          const { status, body } = await ada.call('GET', `/${id}/files/x.txt`);
          expect(status).toBe(200);
          seen.add(body);
          const listed = (await ada.status(id)).body;
          expect(listed.files).toHaveLength(1);
          expect(listed.total_bytes).toBe(300_000);
        }
      })();
      for (let round = 0; round < 8; round++) {
        await ada.upload(id, 'x.txt', versions[round % versions.length] ?? '');
        await server.reclaim();
      }
      done = true;
      await reading;
      for (const text of seen) expect(versions).toContain(text);
      expect(await server.objects()).toHaveLength(1);
    });

    test('uploads of one name at the same moment leave one file and right sums', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const sizes = Array.from({ length: 10 }, (_, i) => i + 1);
      const replies = await Promise.all(sizes.map((size) => ada.upload(id, 'x.txt', 'x'.repeat(size))));
      expect(replies.map(({ status }) => status)).toEqual(sizes.map(() => 200));
      const { body } = await ada.status(id);
      expect(body.files).toHaveLength(1);
      const row = await server.db.query.selectFrom('datasets').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({
        file_count: 1,
        unvalidated_count: 1,
        revision: 10,
        total_bytes: body.files[0].size_bytes,
      });
    });

    test('while bytes arrive the dataset is UPLOADING and shows only complete files', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'first.txt', 'one');
      await server.acceptAll();
      expect((await ada.status(id)).body.status).toBe('READY');
      const { outgoing, answer } = openUpload(ada, id, 'second.txt');
      await waitFor('the upload to count', async () => (await ada.status(id)).body.status === 'UPLOADING');
      expect((await ada.status(id)).body.files).toMatchObject([{ filename: 'first.txt' }]);
      outgoing.end(`two\r\n--${boundary}--\r\n`);
      expect((await answer).status).toBe(200);
      expect((await ada.status(id)).body.files).toHaveLength(2);
    });

    test('an upload that is cut off leaves the dataset as it was', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'x.txt', 'old');
      await server.acceptAll();
      const { outgoing } = openUpload(ada, id, 'x.txt');
      outgoing.write(Buffer.alloc(2_000_000));
      await waitFor('the upload to count', async () => (await ada.status(id)).body.status === 'UPLOADING');
      outgoing.destroy();
      await waitFor('the upload to be forgotten', async () => (await ada.status(id)).body.status === 'READY');
      await server.reclaim();
      expect((await ada.status(id)).body.files).toMatchObject([{ filename: 'x.txt', size_bytes: 3 }]);
      expect(await server.objects()).toHaveLength(1);
    });

    test('an upload counts while bytes arrive, and no longer when nothing moves on its connection', async () => {
      const server = await startDatasetServer(dialect, { uploadRefreshMs: 5 });
      const ada = server.as('ada');
      const id = await ada.createId();
      const { answer, outgoing } = openUpload(ada, id, 'x.txt');
      const expiry = async () =>
        (await server.db.query.selectFrom('uploads').select('expires_at').executeTakeFirst())?.expires_at ??
        0;
      const first = await waitFor('the upload to begin', expiry);
      outgoing.write('more');
      await waitFor('the upload to be marked as alive', async () => (await expiry()) > first);
      let quietLooks = 0;
      await waitFor('the upload to count no more', async () => {
        const isQuiet = (await ada.status(id)).body.status === 'DRAFT';
        if (!isQuiet) server.clock.advance(31_000);
        quietLooks = isQuiet ? quietLooks + 1 : 0;
        return quietLooks === 20;
      });
      outgoing.end(`late\r\n--${boundary}--\r\n`);
      expect((await answer).status).toBe(200);
    });

    test('an upload whose server died stops counting after 30 seconds, and its object goes', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const { answer, outgoing } = openUpload(ada, id, 'x.txt');
      await waitFor('the upload to count', async () => (await ada.status(id)).body.status === 'UPLOADING');
      server.clock.advance(31_000);
      expect((await ada.status(id)).body.status).toBe('DRAFT');
      // Its row is swept as that of a dead server; should it live after all, it must not come through.
      await server.reclaim();
      outgoing.end(`late\r\n--${boundary}--\r\n`);
      expect((await answer).status).toBe(408);
      await server.reclaim();
      expect((await ada.status(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
      expect(await server.objects()).toEqual([]);
    });

    test('a dataset that is deleted while bytes arrive takes them no more', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const { answer, outgoing } = openUpload(ada, id, 'x.txt');
      await waitFor('the upload to count', async () => (await ada.status(id)).body.status === 'UPLOADING');
      await ada.call('DELETE', `/${id}`);
      outgoing.end(`late\r\n--${boundary}--\r\n`);
      expect(await answer).toMatchObject({ status: 404, body: { error_code: 40401 } });
      await server.reclaim();
      expect(await server.objects()).toEqual([]);
    });
  });
}

describe('what a direct upload takes', () => {
  const [dialect] = databases;
  if (dialect === undefined) throw new Error('There is no database to test on.');

  test.each([
    ['plain.JPG', 'name="file"; filename="plain.JPG"'],
    ['with space.png', 'name="file"; filename="with space.png"'],
    ['犬とüber.webp', 'name="file"; filename="犬とüber.webp"'],
    ['ü b.txt', `name="file"; filename*=UTF-8''%C3%BC%20b.txt`],
    ['unquoted.png', 'name=file; filename=unquoted.png'],
    ["it's.png", `name="file"; filename="it's.png"`],
    ['100%.png', 'name="file"; filename="100%.png"'],
    ['semi;colon.png', 'name="file"; filename="semi;colon.png"'],
  ])('the name %j', async (filename, disposition) => {
    const ada = (await startDatasetServer(dialect)).as('ada');
    const id = await ada.createId();
    const reply = await ada.uploadRaw(id, form([disposition, 'bytes']), type);
    expect([reply.status, reply.body.filename]).toEqual([200, filename]);
    const download = await ada.call('GET', `/${id}/files/${encodeURIComponent(filename)}`);
    expect([download.status, download.body]).toEqual([200, 'bytes']);
  });

  test.each([
    ['../up.png', /path separator/],
    ['folder/a.png', /path separator/],
    ['C:\\\\dogs\\\\a.png', /path separator/],
    ['.hidden.png', /begins with a dot/],
    ['a..png', /contains "\.\."/],
    ['', /is empty/],
    [`${'ü'.repeat(126)}.png`, /longer than 255 bytes/],
    ['a.exe', /not of a supported type/],
    ['noextension', /not of a supported type/],
    ['a.gif', /not of a supported type/],
    ['.png', /begins with a dot/],
    ['tab\there.png', /control character/],
  ])('not the name %j, and not a byte of it', async (filename, reason) => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const reply = await ada.uploadRaw(id, form([`name="file"; filename="${filename}"`, 'x']), type);
    expect([reply.status, reply.body.error_code]).toEqual([422, 42202]);
    expect(reply.body.error_message).toMatch(reason);
    expect(await server.objects()).toEqual([]);
    expect((await ada.status(id)).body.status).toBe('DRAFT');
  });

  test.each([
    ['JSON', '{}', 'application/json', 415, /multipart\/form-data/],
    ['no boundary', form(), 'multipart/form-data', 400, /boundary/],
    ['nothing', '', type, 400, /malformed/],
    ['no file', form(['name="x"', 'y']), type, 422, /no file in the field "file"/],
    ['another field', form(['name="image"; filename="a.png"', 'x']), type, 422, /in the field "image"/],
    [
      'two files',
      form(['name="file"; filename="a.png"', 'x'], ['name="file"; filename="b.png"', 'y']),
      type,
      422,
      /more than one file/,
    ],
    ['an open end', form(['name="file"; filename="a.png"', 'x']).slice(0, -6), type, 400, /malformed|ended/],
  ])('not a request with %s', async (_, body, contentType, status, message) => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const reply = await ada.uploadRaw(id, body, contentType);
    expect([reply.status, reply.body.error_code]).toEqual([status, null]);
    expect(reply.body.error_message).toMatch(message);
    expect((await ada.status(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
  });

  test('other fields beside the file do not matter', async () => {
    const ada = (await startDatasetServer(dialect)).as('ada');
    const id = await ada.createId();
    const body = form(['name="note"', 'hello'], ['name="file"; filename="a.txt"', 'x'], ['name="n2"', '']);
    expect((await ada.uploadRaw(id, body, type)).status).toBe(200);
  });

  test('150,000,000 bytes and not one more, answered while the client is still sending', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const chunk = Buffer.alloc(1_000_000);
    const begun = firstBytes.length;
    const send = async (bytes: number, thenStop: boolean) => {
      const { outgoing, answer } = openUpload(ada, id, 'big.mp4');
      for (let sent = 0; sent < bytes; sent += chunk.length) {
        const part = chunk.subarray(0, Math.min(chunk.length, bytes - sent));
        if (!outgoing.write(part)) {
          await Promise.race([new Promise((resolve) => outgoing.once('drain', resolve)), answer]);
        }
      }
      if (!thenStop) outgoing.end(`\r\n--${boundary}--\r\n`);
      return answer.finally(() => outgoing.destroy());
    };
    expect((await send(150_000_000 - begun, false)).status).toBe(200);
    const refused = await send(150_000_001 - begun, true);
    expect(refused).toMatchObject({ status: 422, body: { error_code: 42203 } });
    expect(refused.body.error_message).toBe(
      '"big.mp4" is larger than 150,000,000 bytes, the most that this call takes.',
    );
    await server.reclaim();
    expect(await server.objects()).toHaveLength(1);
  }, 60_000);

  test('a client that has sent everything before it listens still gets the refusal', async () => {
    const ada = (await startDatasetServer(dialect)).as('ada');
    const id = await ada.createId();
    const body = Buffer.concat([
      Buffer.from(form(['name="file"; filename="a.exe"', '']).slice(0, -16)),
      Buffer.alloc(20_000_000),
    ]);
    const reply = await ada.uploadRaw(id, body, type);
    expect([reply.status, reply.body.error_code]).toEqual([422, 42202]);
    expect((await ada.upload(id, 'a.png', media('picture.png'))).status).toBe(200);
  });
});
