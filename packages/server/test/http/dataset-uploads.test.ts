import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { waitFor } from '../support/wait-for.ts';

const server = await sharedServer();
const ada = server.as('ada');
const base = '/prod/v1/trainers/datasets';
const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

async function newDataset(): Promise<string> {
  return (await ada.createDataset({ name: uniqueName('files') })).body.id;
}

describe('direct uploads', () => {
  test('a file of exactly 150,000,000 bytes is taken', async () => {
    const id = await newDataset();
    const bytes = Buffer.alloc(150_000_000, 'a');
    const reply = await ada.upload(id, 'long.txt', bytes);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.body).toMatchObject({
      filename: 'long.txt',
      size_bytes: 150_000_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    await ada.call('DELETE', `${base}/${id}`);
  });

  test('one byte more is refused while it streams, and nothing of it stays', async () => {
    const id = await newDataset();
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    // The form announces far more than the limit and stops one byte over it: who waits for the end waits for ever.
    socket.write(
      `POST ${base}/${id}/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000000\r\n\r\n${head}`,
    );
    const chunk = Buffer.alloc(10_000_000);
    for (let i = 0; i < 15; i++) {
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    expect((await ada.datasetStatus(id)).body.status).toBe('UPLOADING');
    expect(answer).toBe('');
    // Beyond the byte, as much as a parser may hold back to look for the boundary.
    socket.write(Buffer.alloc(16));
    await waitFor('the refusal', () => answer.includes('42203'));
    socket.destroy();
    expect((await ada.datasetStatus(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    await waitFor(
      'the bytes to be gone',
      () => readdirSync(join(server.dataDir, 'objects/tmp')).length === 0,
    );
  });

  test('the same name again overwrites, and the new bytes are what is read', async () => {
    const id = await newDataset();
    expect((await ada.upload(id, 'a.txt', 'first')).body.size_bytes).toBe(5);
    expect((await ada.upload(id, 'a.txt', 'second!')).body.size_bytes).toBe(7);
    const { files } = (await ada.datasetReaches(id, 'READY')).body;
    expect(files).toHaveLength(1);
    expect((await ada.get(`${base}/${id}/files/a.txt`)).text).toBe('second!');
  });

  test('an upload that is cut off leaves the dataset as it was', async () => {
    const id = await newDataset();
    await ada.upload(id, 'a.txt', 'whole');
    const before = (await ada.datasetReaches(id, 'READY')).body;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `POST ${base}/${id}/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ada.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf`,
    );
    await ada.datasetReaches(id, 'UPLOADING');
    expect((await ada.datasetStatus(id)).body.files).toEqual(before.files);
    socket.destroy();
    expect((await ada.datasetReaches(id, 'READY')).body).toEqual(before);
    expect((await ada.get(`${base}/${id}/files/a.txt`)).text).toBe('whole');
  });
});

describe('signed uploads', () => {
  const bytes = new Uint8Array(picture);

  async function signed(name = 'a.jpg', size = bytes.length) {
    const id = await newDataset();
    const reply = await ada.sign(id, { [name]: size });
    expect(reply.status, reply.text).toBe(200);
    return { id, ...reply.body.uploads[name] };
  }

  const put = (url: string, body: RequestInit['body'] = bytes, method = 'PUT') =>
    server.anonymous().call(method, url, { body });

  test('the answer names a URL, PUT, headers without a length, and when it expires', async () => {
    const one = await signed();
    expect(new URL(one.upload_url).origin).toBe(server.url);
    expect(one.method).toBe('PUT');
    expect(Object.keys(one.headers).map((name) => name.toLowerCase())).not.toContain('content-length');
    expect(one.expires_at).toMatch(isoUtc);
    expect(Date.parse(one.expires_at)).toBeGreaterThan(Date.now());
  });

  test('the bytes are taken without a token, with a foreign one and with any content type', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { 'content-type': 'video/mp4' }]) {
      const one = await signed();
      const reply = await server.anonymous().call('PUT', one.upload_url, { body: bytes, headers });
      expect([200, 204]).toContain(reply.status);
      expect((await ada.datasetReaches(one.id, 'READY')).body.files).toMatchObject([{ filename: 'a.jpg' }]);
    }
  });

  const alterations: readonly (readonly [what: string, alter: (url: URL) => string])[] = [
    ['another name', (url) => url.href.replace(/a\.jpg$/, 'b.jpg')],
    ['no name', (url) => url.href.replace(/\/a\.jpg$/, '')],
    [
      'a changed grant',
      (url) => alterGrant(url, (text) => text.replace(`,${bytes.length},`, `,${bytes.length},1`)),
    ],
    ['a later expiry', (url) => alterGrant(url, (text) => text.replace(/(\d{13})\]$/, '9999999999999]'))],
    ['a cut signature', (url) => `${url.href.replace('/a.jpg', '').slice(0, -1)}/a.jpg`],
    ['no signature', (url) => url.href.replace(/\.[^./]+\/a\.jpg$/, './a.jpg')],
    ['a second part of a signature', (url) => url.href.replace(/\/a\.jpg$/, '.x/a.jpg')],
  ];
  for (const [what, alter] of alterations) {
    test(`a URL with ${what} is refused, and nothing is stored`, async () => {
      const one = await signed();
      const reply = await put(alter(new URL(one.upload_url)));
      expect([403, 404, 405]).toContain(reply.status);
      expect(reply.body.error_code).toBeNull();
      expect((await ada.datasetStatus(one.id)).body.files).toEqual([]);
    });
  }

  test('another size, announced or not, is refused, and nothing is stored', async () => {
    const one = await signed();
    for (const body of [bytes.subarray(1), new Uint8Array(bytes.length + 1), new Uint8Array(0)]) {
      expect((await put(one.upload_url, body)).status).toBe(400);
    }
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const chunked = await fetch(one.upload_url, {
      method: 'PUT',
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(411);
    expect((await ada.datasetStatus(one.id)).body.files).toEqual([]);
    expect((await put(one.upload_url)).status).toBe(204);
  });

  test('a PUT that is cut off stores nothing, and the URL can be used again', async () => {
    const one = await signed();
    const url = new URL(one.upload_url);
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`PUT ${url.pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes.length}\r\n\r\nhalf`);
    await waitFor('the bytes to arrive', () => readdirSync(join(server.dataDir, 'objects/tmp')).length > 0);
    socket.destroy();
    await waitFor(
      'the bytes to be gone',
      () => readdirSync(join(server.dataDir, 'objects/tmp')).length === 0,
    );
    expect((await ada.datasetStatus(one.id)).body.files).toEqual([]);
    expect((await put(one.upload_url)).status).toBe(204);
  });

  test('the URL is for PUT alone', async () => {
    const one = await signed();
    for (const method of ['POST', 'DELETE', 'PATCH'])
      expect((await put(one.upload_url, bytes, method)).status).toBe(405);
    expect((await server.anonymous().get(one.upload_url)).status).toBe(403);
    expect((await ada.datasetStatus(one.id)).body.files).toEqual([]);
  });

  test('the URL dies with its dataset', async () => {
    const one = await signed();
    await ada.call('DELETE', `${base}/${one.id}`);
    expect((await put(one.upload_url)).status).toBe(403);
  });

  test('an empty caption can be signed for and put; an empty picture cannot', async () => {
    const one = await signed('a.txt', 0);
    expect((await put(one.upload_url, new Uint8Array(0))).status).toBe(204);
    expect((await ada.sign(one.id, { 'a.jpg': 0 })).body.error_code).toBe(42205);
  });
});

function alterGrant(url: URL, alter: (text: string) => string): string {
  const [, , token = '', filename] = url.pathname.split('/');
  const [payload = '', signature] = token.split('.');
  const text = alter(Buffer.from(payload, 'base64url').toString());
  return `${url.origin}/links/${Buffer.from(text).toString('base64url')}.${signature}/${filename}`;
}
