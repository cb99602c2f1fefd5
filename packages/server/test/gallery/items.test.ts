import { describe, expect, test } from 'vitest';
import type { DatasetClient } from '../datasets/dataset-client.ts';
import { media, startDatasetServer } from '../datasets/dataset-server.ts';
import { databases } from '../support/databases.ts';

/** The names and captions of one page. */
function shown(body: { items: { filename: string; caption: { text: string } | null }[] }) {
  return body.items.map(({ filename, caption }) => [filename, caption?.text ?? null]);
}

async function upload(client: DatasetClient, id: string, files: Readonly<Record<string, Buffer | string>>) {
  for (const [name, bytes] of Object.entries(files)) {
    expect((await client.upload(id, name, bytes)).status, name).toBe(200);
  }
}

for (const dialect of databases) {
  describe(`the items of a dataset on ${dialect.name}`, () => {
    test('are pictures and videos by name, each with its caption, the trainer’s .txt before others', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await upload(ada, id, {
        'b.jpg': 'b',
        'a.png': 'a',
        'a.json': '{"caption": "in json"}',
        'a.txt': 'a dog',
        'c.mp4': 'c',
        'c.json': 'a film',
        'lonely.txt': 'of nothing',
        'B.jpg': 'B',
      });
      const { body } = await ada.call('GET', `/${id}/items`);
      expect(shown(body)).toEqual([
        ['B.jpg', null],
        ['a.png', 'a dog'],
        ['b.jpg', null],
        ['c.mp4', 'a film'],
      ]);
      expect(body.totals).toEqual({
        items: 4,
        matching: 4,
        images: 3,
        videos: 1,
        uncaptioned: 2,
        total_bytes: 47,
      });
      expect(body.items[3]).toMatchObject({ kind: 'video', thumbnail_url: null, width: null });
      expect(body.items[1].thumbnail_url).toContain(
        `/files/a.png/thumbnail?size=256&v=${body.items[1].sha256}`,
      );
    });

    test('join over pages without gap or double, also while files come and go', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await upload(ada, id, Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`${n}.jpg`, `${n}`])));
      const first = (await ada.call('GET', `/${id}/items?limit=3`)).body;
      expect(shown(first).map(([name]) => name)).toEqual(['0.jpg', '1.jpg', '2.jpg']);
      await ada.call('DELETE', `/${id}/files/2.jpg`);
      await upload(ada, id, { '1b.jpg': 'before', '4b.jpg': 'after' });
      const names: unknown[] = [];
      let cursor: string | null = first.next_cursor;
      while (cursor !== null) {
        const { body }: { body: { next_cursor: string | null } & typeof first } = await ada.call(
          'GET',
          `/${id}/items?limit=2&cursor=${cursor}`,
        );
        expect(body.totals).toBeNull();
        names.push(...shown(body).map(([name]) => name));
        cursor = body.next_cursor;
      }
      expect(names).toEqual(['3.jpg', '4.jpg', '4b.jpg', '5.jpg', '6.jpg']);
    });

    test('are narrowed to kinds, to those without a caption or with an empty one, and by text', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const id = await ada.createId();
      await upload(ada, id, {
        'beach.jpg': media('picture.jpg'),
        'beach.txt': 'A Dog, 100% happy_',
        'empty.jpg': media('picture.jpg'),
        'empty.txt': ' \n',
        'none.jpg': media('picture.jpg'),
        'film.mp4': media('clip.mp4'),
        'film.txt': 'Ein Hündchen am Strand',
        'ПОЕЗД.jpg': media('picture.jpg'),
        'ПОЕЗД.txt': 'A red tram in a big cafe\u0301',
      });
      // Before a file was looked into, and afterwards.
      for (const _ of [1, 2]) {
        const names = async (query: string) =>
          shown((await ada.call('GET', `/${id}/items?${query}`)).body).map(([name]) => name);
        expect(await names('filter=images')).toEqual(['beach.jpg', 'empty.jpg', 'none.jpg', 'ПОЕЗД.jpg']);
        expect(await names('filter=videos')).toEqual(['film.mp4']);
        expect(await names('search=dog')).toEqual(['beach.jpg']);
        expect(await names('search=BEACH')).toEqual(['beach.jpg']);
        expect(await names(`search=${encodeURIComponent('100%')}`)).toEqual(['beach.jpg']);
        expect(await names(`search=${encodeURIComponent('10%y')}`)).toEqual([]);
        expect(await names('search=y_')).toEqual(['beach.jpg']);
        expect(await names('search=g_')).toEqual([]);
        for (const typed of ['Hünd', 'hünd', 'HÜNDCHEN']) {
          expect(await names(`search=${encodeURIComponent(typed)}`), typed).toEqual(['film.mp4']);
        }
        for (const typed of ['поезд', 'Поезд', 'CAFÉ']) {
          expect(await names(`search=${encodeURIComponent(typed)}`), typed).toEqual(['ПОЕЗД.jpg']);
        }
        expect(await names(`search=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
        expect(await names('search=%00')).toEqual([]);
        expect(await names('filter=videos&search=dog')).toEqual([]);
        await expect
          .poll(async () => (await ada.status(id)).body.status, { timeout: 20_000, interval: 50 })
          .toBe('READY');
      }
      const { body } = await ada.call('GET', `/${id}/items?filter=uncaptioned`);
      expect(shown(body)).toEqual([
        ['empty.jpg', ' \n'],
        ['none.jpg', null],
      ]);
      expect(body.totals).toMatchObject({ items: 5, matching: 2, uncaptioned: 2 });
    });

    test('are found by text also where they were stored before searches folded case', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const id = await ada.createId();
      await upload(ada, id, {
        'Zürich.jpg': media('picture.jpg'),
        'film.mp4': media('clip.mp4'),
        'film.txt': 'Über den Dächern',
      });
      await expect.poll(async () => (await ada.status(id)).body.status, { timeout: 20_000 }).toBe('READY');
      await server.db.query.updateTable('dataset_files').set({ search_text: null }).execute();
      for (const [typed, name] of [
        ['ZÜRICH', 'Zürich.jpg'],
        ['DÄCHER', 'film.mp4'],
      ]) {
        const { body } = await ada.call('GET', `/${id}/items?search=${encodeURIComponent(typed ?? '')}`);
        expect(shown(body).map(([found]) => found)).toEqual([name]);
      }
    });

    test('show hostile names and captions as they are, and captions cut at their bound', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const name = "<img src=x onerror=alert(1)> %2e &' ☃";
      await upload(ada, id, {
        [`${name}.jpg`]: 'x',
        [`${name}.txt`]: '</script>\0<b>\ud800',
        'long.jpg': 'x',
        'long.txt': 'ä'.repeat(70_000),
      });
      const { items } = (await ada.call('GET', `/${id}/items`)).body;
      expect(items[0].filename).toBe(`${name}.jpg`);
      expect(items[0].caption).toEqual({
        filename: `${name}.txt`,
        text: '</script>\ufffd<b>\ufffd',
        truncated: false,
      });
      expect(items[0].thumbnail_url).toMatch(
        /^\/prod\/v1\/trainers\/datasets\/[0-9a-f-]{36}\/files\/[^/<>"& ]+\/thumbnail\?/,
      );
      expect(items[1].caption).toEqual({ filename: 'long.txt', text: 'ä'.repeat(65_536), truncated: true });
      const file = await fetch(`${server.url}${items[0].file_url}`, { headers: ada.headers });
      expect(await file.text()).toBe('x');
    });

    test('are refused for a cursor of no page and a bad query, and are nobody else’s', async () => {
      const server = await startDatasetServer(dialect);
      const id = await server.as('ada').createId();
      for (const query of ['cursor=abc', 'cursor=YWZ0ZXIgAA', 'limit=0', 'limit=201', 'filter=some']) {
        expect((await server.as('ada').call('GET', `/${id}/items?${query}`)).status, query).toBe(400);
      }
      expect((await server.as('ben').call('GET', `/${id}/items`)).body.error_code).toBe(40401);
    });

    test('are counted and shown first in the list of datasets', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId('dogs');
      await ada.createId('empty');
      await upload(
        ada,
        id,
        Object.fromEntries(['e', 'd', 'c', 'b', 'a'].map((name) => [`${name}.jpg`, name])),
      );
      await upload(ada, id, { 'a.txt': 'a', 'z.mp4': 'z', 'a.jpg': 'again' });
      await ada.call('DELETE', `/${id}/files/b.jpg`);
      const { datasets } = (await ada.call('GET', '')).body;
      expect(datasets[0]).toMatchObject({
        name: 'empty',
        images: 0,
        videos: 0,
        captions: 0,
        thumbnail_urls: [],
      });
      expect(datasets[1]).toMatchObject({ name: 'dogs', file_count: 6, images: 4, videos: 1, captions: 1 });
      const names = datasets[1].thumbnail_urls.map((url: string) => /files\/(.+)\/thumbnail/.exec(url)?.[1]);
      expect(names).toEqual(['a.jpg', 'c.jpg', 'd.jpg', 'e.jpg']);
    });
  });
}
