import { describe, expect, test } from 'vitest';
import { loadManifest } from '../../src/datasets/manifest.ts';
import { media, reaches, startDatasetServer } from '../datasets/dataset-server.ts';
import { databases } from '../support/databases.ts';

for (const dialect of databases) {
  describe(`many captions at once on ${dialect.name}`, () => {
    test('become files of one revision, and those that stand there already are left alone', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.jpg', media('picture.jpg'));
      await ada.upload(id, 'a.txt', 'a dog');
      await ada.upload(id, 'b.txt', 'a cat');
      await reaches(ada, id, 'READY');
      const revision = async () =>
        (await server.db.query.selectFrom('datasets').select('revision').executeTakeFirstOrThrow()).revision;
      const before = await revision();
      const write = (captions: Record<string, string>) => ada.call('PUT', `/${id}/captions`, { captions });
      const { status, body } = await write({ 'a.txt': 'A dog', 'b.txt': 'a cat', 'c.txt': '' });
      expect(status).toBe(200);
      expect(body.files).toEqual([
        { filename: 'a.txt', result: 'saved', error: null },
        { filename: 'b.txt', result: 'unchanged', error: null },
        { filename: 'c.txt', result: 'saved', error: null },
      ]);
      expect(await revision()).toBe(before + 1);
      // There is nothing left to look into, so it never stops being READY.
      const dataset = (await ada.status(id)).body;
      expect(dataset).toMatchObject({ status: 'READY', file_count: 4, total_bytes: 619 + 10 });
      expect((await ada.call('GET', `/${id}/files/a.txt`)).body).toBe('A dog');
      const old = await loadManifest(server.db, id, before);
      expect(old.map(({ filename, sizeBytes }) => [filename, sizeBytes])).toEqual([
        ['a.jpg', 619],
        ['a.txt', 5],
        ['b.txt', 5],
      ]);
      expect((await write({ 'a.txt': 'A dog' })).body.files[0].result).toBe('unchanged');
      expect(await revision()).toBe(before + 1);
      await server.reclaim();
      expect(await server.objects()).toHaveLength(4);
      expect(await server.db.query.selectFrom('uploads').select('id').execute()).toEqual([]);
    });

    test('refuse bad names and long texts one by one, and say why', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const bad = [
        '../a.txt',
        'a/b.txt',
        '.txt',
        'a\0.txt',
        'a.jpg',
        'a.exe',
        '',
        `${'x'.repeat(300)}.txt`,
        '__proto__',
      ];
      const captions = Object.fromEntries([
        ...bad.map((name) => [name, 'x']),
        ['good.txt', 'ok'],
        ['long.txt', 'ä'.repeat(32_769)],
        ['fits.txt', 'ä'.repeat(32_768)],
      ]);
      const { files } = (await ada.call('PUT', `/${id}/captions`, { captions })).body;
      const results = new Map<string, { result: string; error: { code: number } | null }>(
        files.map((file: { filename: string }) => [file.filename, file]),
      );
      for (const name of bad.filter((name) => name !== '__proto__')) {
        expect(results.get(name), name).toMatchObject({ result: 'refused', error: { code: 42202 } });
      }
      expect(results.get('long.txt')).toMatchObject({ result: 'refused', error: { code: 42203 } });
      expect(results.get('good.txt')?.result).toBe('saved');
      expect(results.get('fits.txt')?.result).toBe('saved');
      expect((await ada.status(id)).body.file_count).toBe(2);
    });

    test('are at most a thousand, and a thousand are taken', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const many = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.txt`, `caption ${n}`]));
      expect((await ada.call('PUT', `/${id}/captions`, { captions: many(1001) })).status).toBe(400);
      const { body } = await ada.call('PUT', `/${id}/captions`, { captions: many(1000) });
      expect(new Set(body.files.map(({ result }: { result: string }) => result))).toEqual(new Set(['saved']));
      expect((await ada.status(id)).body).toMatchObject({ status: 'READY', file_count: 1000 });
    });

    test('files are deleted as one revision, and unknown names are told', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      for (const name of ['a.jpg', 'a.txt', 'b.jpg']) await ada.upload(id, name, name);
      const { body } = await ada.call('POST', `/${id}/delete-files`, {
        filenames: ['a.jpg', 'a.txt', 'a.jpg', '../b.jpg', 'c\0.jpg'],
      });
      expect(body).toEqual({ deleted: ['a.jpg', 'a.txt'], missing: ['../b.jpg', 'c\0.jpg'] });
      expect((await ada.status(id)).body).toMatchObject({ file_count: 1, total_bytes: 5 });
      const row = await server.db.query.selectFrom('datasets').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ revision: 4, image_count: 1, video_count: 0 });
      const again = await ada.call('POST', `/${id}/delete-files`, { filenames: [] });
      expect(again.body).toEqual({ deleted: [], missing: [] });
      expect(
        (await server.as('ben').call('POST', `/${id}/delete-files`, { filenames: ['b.jpg'] })).status,
      ).toBe(404);
      expect((await ada.status(id)).body.file_count).toBe(1);
    });
  });
}
