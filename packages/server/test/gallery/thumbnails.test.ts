import { readdirSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { DatasetClient } from '../datasets/dataset-client.ts';
import { media, startDatasetServer } from '../datasets/dataset-server.ts';
import { databases } from '../support/databases.ts';

const [dialect] = databases;
if (dialect === undefined) throw new Error('SQLite is always there');

function get(client: DatasetClient, id: string, rest: string, headers: Record<string, string> = {}) {
  const url = `${client.url}/prod/v1/trainers/datasets/${id}/files/${rest}`;
  return fetch(url, { headers: { ...client.headers, ...headers } });
}

const cached = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.webp'));

describe('a thumbnail', () => {
  test('is a small upright WebP without metadata, and may be kept for ever where its address names the hash', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const large = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'somebody' } } })
      .jpeg()
      .toBuffer();
    const { sha256 } = (await ada.upload(id, 'a.jpg', large)).body;
    for (const size of [128, 256, 512]) {
      const answer = await get(ada, id, `a.jpg/thumbnail?size=${size}&v=${sha256}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/webp');
      expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(answer.headers.get('etag')).toBe(`"${sha256}-${size}"`);
      const info = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      expect(info).toMatchObject({ format: 'webp', width: Math.round((size * 2) / 3), height: size });
      expect(info.exif).toBeUndefined();
    }
    const unnamed = await get(ada, id, 'a.jpg/thumbnail');
    expect(unnamed.headers.get('cache-control')).toBe('private, no-cache');
    const known = await get(ada, id, 'a.jpg/thumbnail', { 'if-none-match': `"${sha256}-256"` });
    expect(known.status).toBe(304);
    expect(cached(server.thumbnailFolder)).toHaveLength(3);
  });

  test('is not made larger than its picture, and is another one when the picture is replaced', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    const { sha256 } = (await ada.upload(id, 'a.jpg', media('picture.jpg'))).body;
    const before = await get(ada, id, `a.jpg/thumbnail?v=${sha256}`);
    const info = await sharp(Buffer.from(await before.arrayBuffer())).metadata();
    expect(info).toMatchObject({ width: 40, height: 30 });
    await ada.upload(id, 'a.jpg', media('turned.jpg'));
    const after = await get(ada, id, `a.jpg/thumbnail?v=${sha256}`);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(after.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('is drawn once for all who ask at the same time', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    await ada.upload(id, 'a.jpg', media('picture.jpg'));
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(ada, id, 'a.jpg/thumbnail')));
    const bodies = await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(bodies.map((body) => Buffer.from(body).toString('hex'))).size).toBe(1);
    expect(cached(server.thumbnailFolder)).toHaveLength(1);
  });

  test('is refused in words for what is no picture, what is broken and what is not there', async () => {
    const server = await startDatasetServer(dialect);
    const ada = server.as('ada');
    const id = await ada.createId();
    await ada.upload(id, 'clip.mp4', media('clip.mp4'));
    await ada.upload(id, 'a.txt', 'a dog');
    await ada.upload(id, 'broken.jpg', media('picture.jpg').subarray(0, 300));
    await ada.upload(id, 'drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await ada.upload(id, 'bomb.png', await bombPng());
    for (const name of ['clip.mp4', 'a.txt', 'broken.jpg', 'drawing.png', 'bomb.png']) {
      const answer = await get(ada, id, `${name}/thumbnail`);
      expect(answer.status, name).toBe(415);
      const { error_message: message } = (await answer.json()) as { error_message: string };
      expect(message).toContain(name);
      expect(message).not.toContain(server.storeRoot);
    }
    for (const name of ['none.jpg', encodeURIComponent('../../a.jpg'), '%00.jpg']) {
      expect((await get(ada, id, `${name}/thumbnail`)).status, name).toBe(404);
    }
    expect((await get(ada, id, 'a.jpg/thumbnail?size=1000')).status).toBe(400);
    expect((await get(server.as('ben'), id, 'broken.jpg/thumbnail')).status).toBe(404);
    expect(readdirSync(server.thumbnailFolder, { recursive: true })).toEqual([id]);
  });

  test('goes with its file or dataset, and the oldest go where there is no room', async () => {
    const server = await startDatasetServer(dialect, { maxThumbnailBytes: 900 });
    const ada = server.as('ada');
    const [kept, gone] = [await ada.createId(), await ada.createId()];
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
      await ada.upload(kept, name, media('picture.jpg'));
      expect((await get(ada, kept, `${name}/thumbnail`)).status).toBe(200);
    }
    await ada.upload(gone, 'a.jpg', media('picture.jpg'));
    await get(ada, gone, 'a.jpg/thumbnail');
    expect(cached(server.thumbnailFolder)).toHaveLength(4);
    await ada.call('DELETE', `/${gone}`);
    await ada.call('DELETE', `/${kept}/files/b.jpg`);
    await server.sweepThumbnails();
    const left = cached(server.thumbnailFolder).map(String);
    expect(left.every((name) => name.startsWith(kept))).toBe(true);
    expect(left).toHaveLength(2);
    await get(ada, kept, 'a.jpg/thumbnail?size=512');
    await server.sweepThumbnails();
    const last = cached(server.thumbnailFolder).map(String);
    expect(last).toHaveLength(2);
    expect(last.some((name) => name.endsWith('-512.webp'))).toBe(true);
    expect((await get(ada, kept, 'a.jpg/thumbnail')).status).toBe(200);
  });
});

/** A PNG whose header says that it is far too large; nothing of it is there. */
async function bombPng(): Promise<Buffer> {
  const small = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const bytes = Buffer.from(small);
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}
