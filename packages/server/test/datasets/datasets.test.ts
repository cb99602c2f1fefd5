import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { put } from './dataset-client.ts';
import { media, reaches, startDatasetServer } from './dataset-server.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

for (const dialect of databases) {
  describe(`datasets on ${dialect.name}`, () => {
    test('a dataset goes from DRAFT over UPLOADING to READY, and a further upload takes it through again', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const created = await ada.create({ name: 'dogs' });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ name: 'dogs', status: 'DRAFT', error: null, file_count: 0 });
      expect(created.body.id).toMatch(uuidPattern);
      const id = created.body.id;
      expect((await ada.status(id)).body).toMatchObject({ id, status: 'DRAFT', files: [] });

      const uploaded = await ada.upload(id, 'rex.jpg', media('picture.jpg'));
      expect(uploaded.status).toBe(200);
      expect(uploaded.body).toMatchObject({ filename: 'rex.jpg', size_bytes: 619, validated: false });
      expect((await ada.status(id)).body.status).toBe('UPLOADING');
      server.startValidating();
      expect(await reaches(ada, id, 'READY')).toMatchObject({
        file_count: 1,
        total_bytes: 619,
        files: [
          { filename: 'rex.jpg', kind: 'image', size_bytes: 619, width: 40, height: 30, validated: true },
        ],
      });

      const signed = await ada.sign(id, { 'clip.mp4': media('clip.mp4').length, 'rex.txt': 3 });
      expect((await ada.status(id)).body.status).toBe('UPLOADING');
      const { upload_url, method, headers, expires_at } = signed.body.uploads['clip.mp4'];
      expect({ method, headers }).toEqual({ method: 'PUT', headers: {} });
      expect(Date.parse(expires_at)).toBeGreaterThan(Date.now());
      expect((await put(upload_url, media('clip.mp4'))).status).toBe(204);
      expect((await ada.status(id)).body.status).toBe('UPLOADING');
      expect((await put(signed.body.uploads['rex.txt'].upload_url, 'dog')).status).toBe(204);
      const ready = await reaches(ada, id, 'READY');
      expect(ready['files']).toMatchObject([
        { filename: 'clip.mp4', kind: 'video', frames: 12, frame_rate: 12, duration_seconds: 1, width: 64 },
        { filename: 'rex.jpg' },
        { filename: 'rex.txt', kind: 'caption', width: null },
      ]);
    });

    test('a broken picture makes the dataset FAILED for good, and says which file and why', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'good.png', media('picture.png'));
      await ada.upload(id, 'bad.png', media('picture.png').subarray(0, 2000));
      const failed = await reaches(ada, id, 'FAILED');
      expect(failed['error']).toEqual({
        code: 50004,
        name: 'DATASET_PROCESSING_FAILED',
        message: '"bad.png" cannot be decoded (it is cut off).',
      });
      const refused = await ada.upload(id, 'bad.png', media('picture.png'));
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ error_code: 42204, error_name: 'UPLOAD_TO_FAILED_DATASET' });
      expect((await ada.sign(id, { 'a.png': 5 })).body.error_code).toBe(42204);
      expect((await ada.status(id)).body.status).toBe('FAILED');
    });

    test('a signed upload whose content is broken makes the dataset FAILED', async () => {
      const server = await startDatasetServer(dialect, { validate: true });
      const ada = server.as('ada');
      const id = await ada.createId();
      const cut = media('clip.mp4').subarray(0, 1500);
      expect((await put(await ada.signOne(id, 'clip.mp4', cut.length), cut)).status).toBe(204);
      expect((await reaches(ada, id, 'FAILED'))['error']).toMatchObject({
        code: 50004,
        message: '"clip.mp4" is cut off: the file ends before its video does.',
      });
    });

    test('files that waited for validation when a server died are taken up by the next', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await ada.upload(id, name, media('picture.jpg'));
      expect((await ada.status(id)).body.status).toBe('UPLOADING');
      server.startValidating();
      expect((await reaches(ada, id, 'READY'))['file_count']).toBe(3);
    });

    test('a broken file that was replaced before it was looked into harms nothing', async () => {
      const server = await startDatasetServer(dialect);
      const ada = server.as('ada');
      const id = await ada.createId();
      await ada.upload(id, 'a.jpg', 'not a picture');
      await ada.upload(id, 'a.jpg', media('picture.jpg'));
      server.startValidating();
      expect(await reaches(ada, id, 'READY')).toMatchObject({ error: null, file_count: 1 });
    });
  });
}
