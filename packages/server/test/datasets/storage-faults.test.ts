import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';
import { put } from './dataset-client.ts';
import { startDatasetServer } from './dataset-server.ts';

for (const dialect of databases) {
  describe(`datasets and their storage on ${dialect.name}`, () => {
    test('a storage that cannot be written is 50002, says nothing of paths, and leaves the dataset as it was', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.txt', 'old');
      await server.acceptAll();
      const url = await ada.signOne(id, 'b.txt', 3);
      rmSync(join(server.storeRoot, 'tmp'), { recursive: true });
      writeFileSync(join(server.storeRoot, 'tmp'), 'a file in the place of the folder');
      for (const reply of [await ada.upload(id, 'a.txt', 'new'), await put(url, 'new')]) {
        expect(reply.status).toBe(500);
        expect(reply.body).toMatchObject({ error_code: 50002, error_name: 'UPLOAD_IO_ERROR' });
        expect(JSON.stringify(reply.body)).not.toContain(server.storeRoot);
      }
      expect(server.log.map((line) => JSON.stringify(line)).join()).toContain('ENOTDIR');
      expect((await ada.call('GET', `/${id}/files/a.txt`)).body).toBe('old');
      expect((await ada.status(id)).body.files).toMatchObject([{ filename: 'a.txt', size_bytes: 3 }]);
    });

    test('a folder that cannot be listed is 50003, and forgotten as soon as it can', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.txt', 'x');
      const folder = join(server.storeRoot, 'files', 'datasets', id);
      renameSync(folder, `${folder}-aside`);
      writeFileSync(folder, 'a file in the place of the folder');
      const refused = await ada.status(id);
      expect([refused.status, refused.body.error_code]).toEqual([500, 50003]);
      expect(JSON.stringify(refused.body)).not.toContain(server.storeRoot);
      rmSync(folder);
      renameSync(`${folder}-aside`, folder);
      expect((await ada.status(id)).body.file_count).toBe(1);
    });

    test('a storage that has gone altogether does not empty the datasets', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.txt', 'x');
      const files = join(server.storeRoot, 'files');
      renameSync(files, `${files}-unmounted`);
      expect((await ada.status(id)).body.error_code).toBe(50003);
      renameSync(`${files}-unmounted`, files);
      expect((await ada.status(id)).body.file_count).toBe(1);
    });

    test('a file whose object somebody removed is no file of the dataset any more', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      for (const name of ['a.txt', 'b.txt', 'c.txt']) await ada.upload(id, name, name);
      await server.acceptAll();
      const folder = join(server.storeRoot, 'files', 'datasets', id);
      const token = () =>
        server.db.query.selectFrom('datasets').select('listing_token').executeTakeFirstOrThrow();
      // At rest, so that the listing is not looked at again before something changes.
      await waitFor('the listing to be remembered', async () => {
        await ada.status(id);
        return (await token()).listing_token !== null;
      });
      expect((await ada.status(id)).body.file_count).toBe(3);
      const row = await server.db.query
        .selectFrom('dataset_files')
        .select('object_key')
        .where('filename', '=', 'b.txt')
        .executeTakeFirstOrThrow();
      rmSync(join(server.storeRoot, 'files', row.object_key));
      const { body } = await ada.status(id);
      expect(body).toMatchObject({ status: 'READY', file_count: 2, total_bytes: 10 });
      expect(body.files.map((file: { filename: string }) => file.filename)).toEqual(['a.txt', 'c.txt']);
      rmSync(folder, { recursive: true });
      expect((await ada.status(id)).body).toMatchObject({ status: 'DRAFT', files: [] });
    });

    test('status while files arrive and go never loses one that is there', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const names = Array.from({ length: 12 }, (_, i) => `f${i}.txt`);
      let done = false;
      const polling = (async () => {
        while (!done) await Promise.all([ada.status(id), ada.status(id), server.reclaim()]);
      })();
      for (let round = 0; round < 3; round++) {
        await Promise.all(names.map((name) => ada.upload(id, name, `${name} ${round}`)));
      }
      done = true;
      await polling;
      const { body } = await ada.status(id);
      expect(body.files.map((file: { filename: string }) => file.filename)).toEqual([...names].sort());
      const row = await server.db.query.selectFrom('datasets').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ file_count: 12, total_bytes: body.total_bytes, unvalidated_count: 12 });
    });

    test('downloads honour ranges and names, and deleting takes the file away', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      const name = "Größe '1' (%).txt";
      const { body } = await ada.upload(id, name, '0123456789');
      const url = `${server.url}/prod/v1/trainers/datasets/${id}/files/${encodeURIComponent(name)}`;
      const get = (headers: Record<string, string>, method = 'GET') =>
        fetch(url, { method, headers: { ...ada.headers, ...headers } });
      const whole = await get({});
      expect(await whole.text()).toBe('0123456789');
      expect(Object.fromEntries(whole.headers)).toMatchObject({
        'accept-ranges': 'bytes',
        'content-length': '10',
        'content-disposition': `attachment; filename="Gr__e '1' (_).txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%271%27%20%28%25%29.txt`,
        'content-type': 'text/plain; charset=utf-8',
        etag: `"${body.sha256}"`,
        'x-content-type-options': 'nosniff',
      });
      const part = await get({ range: 'bytes=2-4' });
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
        206,
        '234',
        'bytes 2-4/10',
      ]);
      const beyond = await get({ range: 'bytes=10-' });
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
      expect((await get({ range: 'bytes=2-4', 'if-range': '"old"' })).status).toBe(200);
      expect((await get({ 'if-none-match': `"${body.sha256}"` })).status).toBe(304);
      const head = await get({}, 'HEAD');
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);

      const path = `/${id}/files/${encodeURIComponent(name)}`;
      expect(await ada.call('DELETE', path)).toMatchObject({ status: 200, body: { deleted: true } });
      for (const method of ['GET', 'DELETE']) expect((await ada.call(method, path)).status).toBe(404);
      expect((await ada.status(id)).body).toMatchObject({ status: 'DRAFT', file_count: 0, total_bytes: 0 });
      await server.reclaim();
      expect(await server.objects()).toEqual([]);
      expect(readdirSync(join(server.storeRoot, 'files', 'datasets'))).toEqual([]);
    });
  });
}
